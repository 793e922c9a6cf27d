import Language
import Networks
import Programs
import Study

extension CNNDesign.Head: WordChoice {}

private enum Stem: String, WordChoice { case on, off }
private enum Padding: String, WordChoice { case valid, same }

private let stem = Parameter<Stem>("stem", default: .on, "A convolution with batch normalisation and ReLU before the blocks")
private let blocks = Parameter<Int>("blocks", default: 3, in: 0...8, "Blocks of convolutions with a pool at the end")
private let convolutions = Parameter<Int>("convolutions", default: 1, in: 1...4, "Convolutions of each block")
private let filters = Parameter<Int>("filters", default: 32, in: 1...1024, "Filters of each convolution of the first block")
private let widest = Parameter<Int>(
    "widest", in: 1...2048,
    "Each block has twice the filters of the one before, up to this many; as many as the first when absent")
private let kernel = Parameter<Int>(
    "kernel", default: 3, in: 1...15, "Bands and frames, or rows and columns, that a filter spans")
private let padding = Parameter<Padding>(
    "padding", default: .valid,
    "'same' leaves as many bands and frames (or rows and columns) as there are, 'valid' takes off what a filter spans less one")
private let pool = Parameter<Int>(
    "pool", default: 2, in: 1...8, "Bands and frames, or rows and columns, of which a block leaves the maximum")
private let head = Parameter<CNNDesign.Head>(
    "head", default: .dense,
    "What is left goes into a dense layer as it stands, or of each filter its mean, its maximum or both, wherever it is")
private let units = Parameter<Int>("units", in: 1...8192, "Units of the dense head; 128 when absent")
private let dropout = Parameter<Fraction>(
    "dropout", default: 0.1, in: 0...0.9, "Share left out after each block in training; twice that before the classes")

extension Verb {
    static let cnn = Verb(
        Signature(
            "cnn", family: "Network", "A convolutional network over mel spectrograms, or over the pictures of movies",
            details: """
                A convolution with batch normalisation and ReLU (the stem); then blocks of a convolution, batch normalisation, \
                ELU, max-pool and dropout; then a dense layer with ReLU and dropout, and one unit for each class. Filters span \
                3x3 bands and frames and pools 2x2 unless 'kernel' and 'pool' say otherwise, and the rest can be chosen as \
                well: 'stem: off, convolutions: 2, padding: same, head: both' makes a deep plain network. With nothing chosen, \
                96 bands, 173 frames and 12 classes, it keeps 808 492 numbers. Each of the 'blocks' divides bands and frames \
                by 'pool': very short sounds want fewer. What it hears (rate, length, bands) is part of it: each clip is mixed \
                to one channel, resampled, padded to the length or cut into pieces of it, and turned into decibels under its \
                own maximum, or with 'features: mfcc' into cepstral coefficients. The data set gives the classes and what the \
                options leave open; its clips are not looked at.

                With 'modality: pictures' it sees movies instead: 'pace' pictures a second, each scaled to 'size', go one by \
                one through the same layers, and the mean of what they come to decides. It does not hear, and their order is \
                nothing to it; 'crnn' follows pictures in time.
                """,
            operand: .init("DATA", [DatasetValue.type], "Clips of the kind it will hear or see"),
            options: ModalityOptions.all
                + [stem, blocks, convolutions, filters, widest, kernel, padding, pool, head, units, dropout],
            gives: NetworkValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 2, kinds: [bell, rain], length: 1 s
                    ear = cnn world, bands: 40, filters: 16
                    """,
                    gives: "cnn · 26\u{2009}194 parameters · 40 bands x 44 frames (1.0 s at 22.05 kHz) · 2 classes")
            ], version: 2)
    ) { call in
        var design = CNNDesign()
        design.hasStem = try call(stem) == .on
        design.blocks = try call(blocks)
        design.convolutions = try call(convolutions)
        design.filters = try call(filters)
        design.widest = try call.given(widest) ?? design.filters
        guard design.widest >= design.filters else {
            throw call.unfit(widest, "is less than the \(design.filters) filters of the first block")
        }
        design.kernel = try call(kernel)
        design.isPadded = try call(padding) == .same
        design.pool = try call(pool)
        design.head = try call(head)
        if let wanted = try call.given(units) {
            guard design.head == .dense else {
                throw call.unfit(units, "goes with head: dense, not with \(design.head.rawValue)")
            }
            design.units = wanted
        }
        design.dropout = try call(dropout).value
        return try call.sensingNetwork { frontEnd, classes in try .cnn(frontEnd.sense.input, classes: classes, design) }
    }
}
