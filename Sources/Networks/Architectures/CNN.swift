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
    /// A stem, `blocks` times so many convolutions and a max-pool, a head, and the classes. Of pictures, each goes through
    /// blocks and head by itself, and the mean over those of an example goes on.
    ///
    /// Input (1, bands, frames), or (pictures, channels, rows, columns). Throws `LayerFault`.
    public static func cnn(_ input: Shape, classes: Int, _ design: CNNDesign = CNNDesign()) throws -> Architecture {
        var layers = design.body
        switch design.head {
        case .dense: layers += [Flatten(), Dense(design.units), ReLU()] as [any Layer]
        case .mean: layers.append(GlobalPool(.mean))
        case .maximum: layers.append(GlobalPool(.maximum))
        case .both: layers.append(GlobalPool(.both))
        }
        if input.count == 4 { layers += [PicturesInOrder(input[0]), FrameMean()] as [any Layer] }
        layers += design.dropped(2)
        layers.append(Dense(classes))
        return try Architecture("cnn", input: input, layers: layers)
    }
}

extension CNNDesign {
    /// The stem and the blocks.
    var body: [any Layer] {
        func convolution(_ filters: Int) -> Convolution {
            Convolution(filters: filters, rows: kernel, columns: kernel, padding: isPadded ? .same : .valid)
        }
        var layers: [any Layer] = []
        if hasStem { layers += [convolution(filters), BatchNormalisation(), ReLU()] as [any Layer] }
        for block in 0..<blocks {
            for _ in 0..<convolutions {
                layers += [convolution(min(filters << block, max(filters, widest))), BatchNormalisation(), ELU()] as [any Layer]
            }
            layers.append(MaxPool(rows: pool, columns: pool))
            layers += dropped(1)
        }
        return layers
    }

    /// Dropout at so many times the share of a block; none where the share is 0.
    fileprivate func dropped(_ times: Double) -> [any Layer] { dropout > 0 ? [Dropout(min(times * dropout, 0.9))] : [] }
}
