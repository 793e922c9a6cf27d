extension Architecture {
    /// Padded convolutions of 32 filters, each with a 2x2 max-pool: the first with ReLU and batch normalisation, three
    /// with ELU and dropout; then a dense layer of 128 units with ELU and dropout, and the classes.
    ///
    /// Scott Hawley, Panotti (2017): 3 s at 44.1 kHz, 96 x 259. Input (1, bands, frames). Throws `LayerFault`.
    public static func panotti(bands: Int, frames: Int, classes: Int) throws -> Architecture {
        let convolution = Convolution(filters: 32, rows: 3, columns: 3, padding: .same)
        let pool = MaxPool(rows: 2, columns: 2)
        var layers: [any Layer] = [convolution, pool, ReLU(), BatchNormalisation()]
        for _ in 0..<3 { layers += [convolution, pool, ELU(), Dropout(0.5)] as [any Layer] }
        layers += [Flatten(), Dense(128), ELU(), Dropout(0.6), Dense(classes)] as [any Layer]
        return try Architecture("panotti", input: [1, bands, frames], layers: layers)
    }
}
