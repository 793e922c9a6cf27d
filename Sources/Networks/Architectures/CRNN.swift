extension Architecture {
    /// Padded 3x3 convolutions, each with batch normalisation, ELU, a pool and dropout, then two GRUs over the columns that
    /// are left, the last state, dropout and the classes.
    ///
    /// The first convolution has `filters`, the others twice as many; pools span 2, 3, 4 and 4 bands and two frames each.
    /// Choi et al., "Convolutional recurrent neural networks for music classification" (2016), whose pools span 2, 3, 4 and
    /// 4 frames of half a minute of music, with 64 filters. Input (1, bands, frames). Throws `LayerFault`.
    public static func crnn(
        bands: Int, frames: Int, classes: Int, filters: Int = 32, blocks: Int = 3, cell: RecurrentCell = .gru, units: Int = 32,
        dropout: Double = 0.1
    ) throws -> Architecture {
        var layers: [any Layer] = []
        for block in 0..<blocks {
            layers += convolution(block, filters, pool: MaxPool(rows: [2, 3, 4, 4][min(block, 3)], columns: 2), dropout)
        }
        layers.append(ColumnsInOrder())
        layers += recurrence(cell, units, dropout, classes)
        return try Architecture("crnn", input: [1, bands, frames], layers: layers)
    }

    /// The same over pictures: each goes by itself through the convolutions, whose pools span 2 rows and columns, and a dense
    /// layer with ReLU of twice the units; the GRUs read what each has come to.
    ///
    /// Input (pictures, channels, rows, columns). Throws `LayerFault`.
    public static func crnn(
        pictures input: Shape, classes: Int, filters: Int = 32, blocks: Int = 3, cell: RecurrentCell = .gru, units: Int = 32,
        dropout: Double = 0.1
    ) throws -> Architecture {
        var layers: [any Layer] = []
        for block in 0..<blocks { layers += convolution(block, filters, pool: MaxPool(rows: 2, columns: 2), dropout) }
        layers += [Flatten(), Dense(2 * units), ReLU(), PicturesInOrder(input[0])] as [any Layer]
        layers += recurrence(cell, units, dropout, classes)
        return try Architecture("crnn", input: input, layers: layers)
    }

    private static func convolution(_ block: Int, _ filters: Int, pool: MaxPool, _ dropout: Double) -> [any Layer] {
        let filters = block == 0 ? filters : 2 * filters
        let layers: [any Layer] = [
            Convolution(filters: filters, rows: 3, columns: 3, padding: .same), BatchNormalisation(), ELU(), pool,
        ]
        return dropout > 0 ? layers + [Dropout(dropout)] : layers
    }

    private static func recurrence(_ cell: RecurrentCell, _ units: Int, _ dropout: Double, _ classes: Int) -> [any Layer] {
        let layers: [any Layer] = [Recurrent(cell, units: units), Recurrent(cell, units: units), LastState()]
        return layers + (dropout > 0 ? [Dropout(min(3 * dropout, 0.9))] : []) + [Dense(classes)]
    }
}
