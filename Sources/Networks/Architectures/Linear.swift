extension Architecture {
    /// The average of each band over time, and one dense layer: logistic regression, which knows what is there but not
    /// when.
    ///
    /// Input (1, bands, frames). Throws `LayerFault`.
    public static func linear(bands: Int, frames: Int, classes: Int) throws -> Architecture {
        try Architecture("linear", input: [1, bands, frames], layers: [TimeAverage(), Flatten(), Dense(classes)])
    }
}
