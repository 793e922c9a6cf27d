/// What a `cnn` is made of; as it stands, the seed network: with 96 x 173 and 12 classes it has 808 492 parameters.
public struct CNNDesign: Hashable, Sendable {
    /// Whether a convolution with batch normalisation and ReLU comes before the blocks.
    public var hasStem = true
    public var blocks = 3
    /// Convolutions of each block, each followed by batch normalisation and ELU.
    public var convolutions = 1
    /// Of the first block; each block has twice those of the one before, up to `widest`.
    public var filters = 32
    public var widest = 32
    /// Bands and frames that a filter spans.
    public var kernel = 3
    /// Whether a convolution leaves bands and frames as many as they are.
    public var isPadded = false
    /// Bands and frames that become one at the end of each block.
    public var pool = 2
    /// The share left out after each block; twice that before the classes.
    public var dropout = 0.25
    public var head = Head.dense
    /// Of the dense layer before the classes, in a dense head.
    public var units = 128

    public enum Head: String, Sendable, CaseIterable {
        /// Everything that is left, in its place, into a dense layer with ReLU.
        case dense
        /// Each channel's mean, maximum, or both, wherever it is.
        case mean, maximum, both
    }

    public init() {}
}

extension Architecture {
    /// A stem, `blocks` times so many convolutions and a max-pool, a head, and the classes.
    ///
    /// Input (1, bands, frames). Throws `LayerFault`.
    public static func cnn(bands: Int, frames: Int, classes: Int, _ design: CNNDesign = CNNDesign()) throws -> Architecture {
        func convolution(_ filters: Int) -> Convolution {
            Convolution(
                filters: filters, rows: design.kernel, columns: design.kernel, padding: design.isPadded ? .same : .valid)
        }
        func dropout(_ share: Double) -> [any Layer] { share > 0 ? [Dropout(min(share, 0.9))] : [] }

        var layers: [any Layer] = []
        if design.hasStem { layers += [convolution(design.filters), BatchNormalisation(), ReLU()] as [any Layer] }
        for block in 0..<design.blocks {
            let filters = min(design.filters << block, max(design.filters, design.widest))
            for _ in 0..<design.convolutions {
                layers += [convolution(filters), BatchNormalisation(), ELU()] as [any Layer]
            }
            layers.append(MaxPool(rows: design.pool, columns: design.pool))
            layers += dropout(design.dropout)
        }
        switch design.head {
        case .dense: layers += [Flatten(), Dense(design.units), ReLU()] as [any Layer]
        case .mean: layers.append(GlobalPool(.mean))
        case .maximum: layers.append(GlobalPool(.maximum))
        case .both: layers.append(GlobalPool(.both))
        }
        layers += dropout(2 * design.dropout)
        layers.append(Dense(classes))
        return try Architecture("cnn", input: [1, bands, frames], layers: layers)
    }
}
