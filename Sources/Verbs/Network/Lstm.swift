import Language
import Networks
import Programs
import Study

extension RecurrentCell: WordChoice {}
extension SequencePool: WordChoice {}

private let cell = Parameter<RecurrentCell>("cell", default: .lstm, "What it is made of: LSTM, or the smaller GRU")
private let units = Parameter<Int>("units", default: 64, in: 1...4096, "States of each layer, each way")
private let layers = Parameter<Int>("layers", default: 2, in: 1...8, "Recurrent layers, one over the other")
private let bidirectional = Parameter<Bool>("bidirectional", default: false, "Read each layer from the end as well")
private let pool = Parameter<SequencePool>(
    "pool", default: .last, "What decides: the last state, the mean of all, or their mean by a learned attention")
private let dropout = Parameter<Fraction>(
    "dropout", default: 0.2, in: 0...0.9, "Share left out after each layer in training")

extension Verb {
    static let lstm = Verb(
        Signature(
            "lstm", family: "Network", "A recurrent network that reads mel bands or cepstra frame by frame",
            details: """
                Each frame's bands, or with 'features: mfcc' its cepstral coefficients, go through recurrent layers, which keep a state \
                from frame to frame. The last state decides on the class, or with 'pool' the mean of all, or a mean in which a \
                learned attention says what each frame counts. Clips of any length up to 'length' stand in one batch: frames beyond the end of a \
                clip count for nothing, where 'cnn' hears silence. A GRU has the reset gate after the product. It hears as 'cnn' \
                does; a longer 'hop' makes fewer frames, which train faster and are often remembered better.
                """,
            operand: .init("DATA", [DatasetValue.type], "Clips of the kind it will hear"),
            options: HearingOptions.all + [cell, units, layers, bidirectional, pool, dropout], gives: NetworkValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 2, kinds: [bell, rain], length: 1 s
                    ear = lstm world, bands: 40
                    """,
                    gives: "lstm · 60\u{2009}034 parameters · 40 bands x 44 frames (1.0 s at 22.05 kHz) · 2 classes"),
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = lstm world, cell: gru, units: 16, layers: 1, bidirectional, pool: attention, bands: 32
                    report = evaluate (train ear on world, epochs: 5, rate: 0.01) on (stage clips: 4, kinds: [bell, rain], length: 500 ms, seed: 2)
                    """,
                    gives: "accuracy 100.0 % (67.6..100.0) · balanced 100.0 % · 8 clips · 2 classes"),
                .init(
                    """
                    world = stage clips: 2, kinds: [bell, rain], length: 1 s
                    ear = lstm world, features: mfcc, coefficients: 13, bands: 40
                    """,
                    gives: "lstm · 53\u{2009}122 parameters · 13 coefficients x 44 frames (1.0 s at 22.05 kHz) · 2 classes"),
            ], version: 3)
    ) { call in
        try call.network { frontEnd, classes in
            try .lstm(
                bands: frontEnd.rows, frames: frontEnd.frames, classes: classes, cell: call(cell), units: call(units),
                layers: call(layers), bidirectional: call(bidirectional), pool: call(pool), dropout: call(dropout).value)
        }
    }
}
