extension Architecture {
    /// A convolution, batch normalisation and ReLU, then `blocks` times a convolution, batch normalisation, ELU, 2x2
    /// max-pool and dropout, then a dense layer with ReLU and dropout, and the classes.
    ///
    /// Input (1, bands, frames). With 96 x 173 and 12 classes the defaults have 808 492 parameters. Throws `LayerFault`.
    public static func cnn(
        bands: Int, frames: Int, classes: Int, filters: Int = 32, blocks: Int = 3, kernel: Int = 3, units: Int = 128,
        dropout: Double = 0.25
    ) throws -> Architecture {
        let convolution = Convolution(filters: filters, rows: kernel, columns: kernel)
        var layers: [any Layer] = [convolution, BatchNormalisation(), ReLU()]
        for _ in 0..<blocks {
            layers += [convolution, BatchNormalisation(), ELU(), MaxPool(rows: 2, columns: 2)]
            if dropout > 0 { layers.append(Dropout(dropout)) }
        }
        layers += [Flatten(), Dense(units), ReLU()]
        if dropout > 0 { layers.append(Dropout(min(2 * dropout, 0.9))) }
        layers.append(Dense(classes))
        return try Architecture("cnn", input: [1, bands, frames], layers: layers)
    }
}
