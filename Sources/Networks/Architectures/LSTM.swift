/// What a sequence of states becomes before the classes.
public enum SequencePool: String, Codable, Hashable, Sendable, CaseIterable {
    /// The state at the end; of two directions, each at its own.
    case last
    /// The mean over the frames.
    case mean
    /// The mean weighted by what matters, which is learned.
    case attention

    func layer(_ states: Recurrent) -> any Layer {
        switch self {
        case .last: LastState(bidirectional: states.bidirectional)
        case .mean: FrameMean()
        case .attention: Attention(states.units)
        }
    }
}

extension Architecture {
    /// Frames of bands through recurrent layers with dropout between them, pooled over the frames of the clip, dropout, then the
    /// classes. Frames beyond the end of a clip that is shorter than the others count for nothing.
    ///
    /// Input (1, bands, frames). Throws `LayerFault`.
    public static func lstm(
        bands: Int, frames: Int, classes: Int, cell: RecurrentCell = .lstm, units: Int = 64, layers count: Int = 2,
        bidirectional: Bool = false, pool: SequencePool = .last, dropout: Double = 0.2
    ) throws -> Architecture {
        let recurrent = Recurrent(cell, units: units, bidirectional: bidirectional)
        var layers: [any Layer] = [ColumnsInOrder()]
        for number in 0..<count {
            if number > 0 && dropout > 0 { layers.append(Dropout(dropout)) }
            layers.append(recurrent)
        }
        layers.append(pool.layer(recurrent))
        if dropout > 0 { layers.append(Dropout(dropout)) }
        layers.append(Dense(classes))
        return try Architecture("lstm", input: [1, bands, frames], layers: layers)
    }
}
