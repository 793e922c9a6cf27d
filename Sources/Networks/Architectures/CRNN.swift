extension Architecture {
    /// Padded 3x3 convolutions, each with batch normalisation, ELU, a pool and dropout, then two GRUs over the columns that
    /// are left, the last state, dropout and the classes.
    ///
    /// The first convolution has `filters`, the others twice as many; pools span 2, 3, 4 and 4 bands and two frames each.
    /// Choi et al., "Convolutional recurrent neural networks for music classification" (2016), whose pools span 2, 3, 4 and
    /// 4 frames of half a minute of music, with 64 filters. Input (1, bands, frames). Throws `LayerFault`.
    public static func crnn(
        bands: Int, frames: Int, classes: Int, filters: Int = 32, blocks: Int = 3, cell: Cell = .gru, units: Int = 32,
        dropout: Double = 0.1
    ) throws -> Architecture {
        var layers: [any Layer] = []
        for block in 0..<blocks {
            layers += [
                Convolution(filters: block == 0 ? filters : 2 * filters, rows: 3, columns: 3, padding: .same),
                BatchNormalisation(), ELU(), MaxPool(rows: [2, 3, 4, 4][min(block, 3)], columns: 2),
            ]
            if dropout > 0 { layers.append(Dropout(dropout)) }
        }
        layers += [Frames(), Recurrent(cell, units: units), Recurrent(cell, units: units), LastState()]
        if dropout > 0 { layers.append(Dropout(min(3 * dropout, 0.9))) }
        layers.append(Dense(classes))
        return try Architecture("crnn", input: [1, bands, frames], layers: layers)
    }
}
