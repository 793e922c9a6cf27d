import Language
import Networks
import Programs
import Study

private let filters = Parameter<Int>(
    "filters", default: 32, in: 1...512, "Filters of the first convolution; the others have twice as many")
private let blocks = Parameter<Int>(
    "blocks", default: 3, in: 1...4,
    "Convolutions, each with a pool: together they divide bands by 2, 6, 24, 96 and frames (or rows and columns) by 2, 4, 8, 16")
private let cell = Parameter<RecurrentCell>("cell", default: .gru, "What the two recurrent layers are made of")
private let units = Parameter<Int>("units", default: 32, in: 1...4096, "States of each recurrent layer")
private let dropout = Parameter<Fraction>(
    "dropout", default: 0.1, in: 0...0.9, "Share left out after each block in training; three times that before the classes")

extension Verb {
    static let crnn = Verb(
        Signature(
            "crnn", family: "Network",
            "Convolutions that find sounds or shapes, and a recurrent network that follows them in time",
            details: """
                Padded 3x3 convolutions, each with batch normalisation, ELU, a max-pool and dropout, then two recurrent layers \
                over the frames that are left; the last state decides. After Choi et al. (2016), who had half a minute of \
                music: there 'filters' is 64, 'blocks' 4, and the pools shorten time as much as they do the bands, while here \
                each halves it. It hears as 'cnn' does; frames beyond the end of a shorter clip do not reach the recurrent \
                layers.

                With 'modality: pictures' it watches: each picture goes by itself through the convolutions, whose pools then \
                halve rows and columns, and a dense layer with ReLU of twice the units; the recurrent layers follow what the \
                pictures come to.
                """,
            operand: .init("DATA", [DatasetValue.type], "Clips of the kind it will hear or see"),
            options: ModalityOptions.all + [filters, blocks, cell, units, dropout], gives: NetworkValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 2, kinds: [bell, rain], length: 1 s
                    ear = crnn world
                    """,
                    gives: "crnn · 90\u{2009}498 parameters · 96 bands x 44 frames (1.0 s at 22.05 kHz) · 2 classes"),
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = train (crnn world, bands: 32, filters: 8, blocks: 2, units: 16) on world, epochs: 5, rate: 0.005
                    report = evaluate ear on (stage clips: 4, kinds: [bell, rain], length: 500 ms, seed: 2)
                    """,
                    gives: "accuracy 100.0 % (67.6..100.0) · balanced 100.0 % · 8 clips · 2 classes"),
            ], version: 2)
    ) { call in
        try call.sensingNetwork { frontEnd, classes in
            let input = frontEnd.sense.input
            guard input.count == 3 else {
                return try .crnn(
                    pictures: input, classes: classes, filters: call(filters), blocks: call(blocks), cell: call(cell),
                    units: call(units), dropout: call(dropout).value)
            }
            return try .crnn(
                bands: input[1], frames: input[2], classes: classes, filters: call(filters), blocks: call(blocks),
                cell: call(cell), units: call(units), dropout: call(dropout).value)
        }
    }
}
