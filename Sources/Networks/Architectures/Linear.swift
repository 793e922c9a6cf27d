extension Architecture {
    /// The average of each band, or of each pixel, over time, and one dense layer: logistic regression, which knows what is
    /// there but not when.
    ///
    /// Input (1, bands, frames), or (pictures, channels, rows, columns). Throws `LayerFault`.
    public static func linear(_ input: Shape, classes: Int) throws -> Architecture {
        let average: [any Layer] =
            input.count == 4 ? [Flatten(), PicturesInOrder(input[0]), FrameMean()] : [TimeAverage(), Flatten()]
        return try Architecture("linear", input: input, layers: average + [Dense(classes)])
    }
}
