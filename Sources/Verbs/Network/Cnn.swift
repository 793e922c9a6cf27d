import Language
import Networks

private let filters = Parameter<Int>("filters", default: 32, in: 1...1024, "Filters of each convolution")
private let blocks = Parameter<Int>("blocks", default: 3, in: 0...8, "Convolutions with a pool after the first one")
private let kernel = Parameter<Int>("kernel", default: 3, in: 1...15, "Bands and frames that a filter spans")
private let units = Parameter<Int>("units", default: 128, in: 1...8192, "Units of the dense layer before the classes")
private let dropout = Parameter<Fraction>(
    "dropout", default: 0.1, in: 0...0.9, "Share left out after each block in training; twice that after the dense layer")

extension Verb {
    static let cnn = Verb(
        Signature(
            "cnn", family: "Network", "A convolutional network over mel spectrograms",
            details: """
                A convolution of 3x3 filters with batch normalisation and ReLU; then blocks of a convolution, batch normalisation, ELU, 2x2 \
                max-pool and dropout; then a dense layer with ReLU and dropout, and one unit for each class. With 96 bands, 173 \
                frames and 12 classes it keeps 808 492 numbers. (The network it is modelled on drops 25 %, which wants many more epochs.) Each of the 'blocks' \
                halves bands and frames: very short sounds want fewer. What it hears (rate, length, bands) is part of it: each clip is \
                mixed to one channel, resampled, padded to the length or cut into pieces of it, and turned into decibels under its own maximum. \
                The data set gives the classes and what the options leave open; its sounds are not looked at.
                """,
            operand: .init("DATA", [DatasetValue.type], "Clips of the kind it will hear"),
            options: FrontEndOptions.all + [filters, blocks, kernel, units, dropout], gives: NetworkValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 2, kinds: [bell, rain], length: 1 s
                    ear = cnn world, bands: 40, filters: 16
                    """,
                    gives: "cnn · 26\u{2009}194 parameters · 40 bands x 44 frames (1.0 s at 22.05 kHz) · 2 classes")
            ])
    ) { call in
        let data: DatasetValue = try call.operand()
        let classes = try data.classesToTell
        let frontEnd = try call.frontEnd(for: data.table)
        return NetworkValue(
            try .cnn(
                bands: frontEnd.bands, frames: frontEnd.frames, classes: classes.count, filters: call(filters),
                blocks: call(blocks), kernel: call(kernel), units: call(units), dropout: call(dropout).value),
            frontEnd, classes: classes)
    }
}
