@testable import Language

extension ValueType {
    static let sound = ValueType("sound")
    static let spectrogram = ValueType("spectrogram")
    static let figure = ValueType("figure")
    static let file = ValueType("file")
    static let dataset = ValueType("dataset")
}

enum Wave: String, WordChoice { case sine, square, sawtooth }

/// A small vocabulary with one verb of every kind there is.
enum TestVocabulary {
    static let bands = Parameter<Int>("bands", default: 128, in: 1...512, "mel bands")
    static let window = Parameter<FrameLength>("window", default: .samples(2048), "length of a frame")
    static let hop = Parameter<FrameLength>("hop", default: .time(0.01), "from one frame to the next")
    static let range = Parameter<ParameterRange<Hertz>>("range", in: 0...96000, "frequencies kept")

    static let verbs = [
        Signature(
            "load", family: "Sound", "a sound from a file",
            operand: .init("FILE", [.text], "a sound file", isFile: true),
            options: [
                Parameter<Hertz>("rate", in: 1000...384_000, "resampled to this rate"),
                Parameter<Bool>("partial", default: false, "loads what a damaged file has"),
            ], gives: .sound),
        Signature(
            "tone", family: "Sound", "a tone",
            operand: .init("FREQUENCY", Parameter<Hertz>("frequency", in: 1...96000, "how high")),
            options: [
                Parameter<Seconds>("duration", in: 0.001...3600, isRequired: true, "how long"),
                Parameter<Wave>("wave", default: .sine, "its form"),
            ], gives: .sound),
        Signature(
            "silence", family: "Sound", "two seconds of nothing",
            options: [Parameter<Bool>("quick", default: false, "shorter")], gives: .sound),
        Signature(
            "mix", family: "Sound", "two sounds in one", operand: .init("SOUND", [.sound], "the first"),
            phrases: [.init("with", .init("OTHER", [.sound], "the second"))],
            options: [Parameter<Decibels>("snr", in: -100...100, "the first above the second")], gives: .sound),
        Signature(
            "melspec", family: "Sound", "mel spectrogram",
            details: "Slaney's filters.\n\nShape: (bands, frames).",
            operand: .init("CLIP", [.sound], "the sound"), options: [bands, window, hop, range], gives: .spectrogram,
            examples: [.init("mel = melspec clip\nmel", gives: "128 mel x 216 frames")]),
        Signature(
            "split", family: "Data", "two parts of a data set", operand: .init("DATA", [.dataset], "what is cut"),
            phrases: [.init("by", .init("COLUMN", Parameter<Word>("by", "the column")))],
            options: [
                Parameter<[Int]>("test", default: [1], in: 1...10, "folds to test on"),
                Parameter<Entries>("without", "cells left out"),
            ], gives: .dataset),
        Signature(
            "plot", family: "Plot", "a picture of a value",
            operand: .init("VALUE", [.sound, .spectrogram, .series], "what is drawn"),
            options: [
                Parameter<String>("title", "above the picture"),
                Parameter<PixelCount>("width", default: PixelCount(1600), in: 200...8000, "of the picture"),
            ], gives: .figure),
        Signature(
            "layout", family: "Plot", "several figures in one",
            operand: .init(
                "FIGURES", [.figure], "what is laid out", takesList: true, hints: [.dataset: "one clip at a time"]),
            gives: .figure),
        Signature(
            "export", family: "Exchange", "a file of a value", operand: .init("VALUE", [.any], "what is written"),
            phrases: [.init("to", .init("FILE", [.text], "where", isFile: true))], gives: .file),
    ]

    static let all = Vocabulary(
        verbs: verbs,
        fields: [
            .sound: [.init("rate", .number, "samples a second"), .init("duration", .number, "in seconds")],
            .dataset: [.init("train", .dataset, "not tested on"), .init("test", .dataset, "tested on")],
        ])
}

struct TestScope: Scope {
    var known: [String: Known] = [
        "clip": .value(.sound), "rain": .value(.sound), "mel": .value(.spectrogram), "fig": .value(.figure),
        "folds": .value(.dataset), "data": .value(.any), "gone": .broken, "level": .value(.number),
        "noisy": .value(ValueType("sound", by: ["snr"])), "grid": .value(ValueType("sound", by: ["snr", "bands"])),
        "sizes": .scalar(.list([.quantity(Quantity(40)), .quantity(Quantity(80))])),
        "width": .scalar(.quantity(Quantity(0.025, .time))), "n": .scalar(.quantity(Quantity(40))),
        "caption": .scalar(.text("A bark")), "shape": .scalar(.text("square")),
    ]
    func lookup(_ name: String) -> Known? { known[name] }
    var names: [String] { known.keys.sorted() }
}

/// What a statement of the test vocabulary is bound to.
func bound(_ source: String) throws(Diagnostic) -> Bound {
    let statements = try parse(source)
    return try bind(statements[0], in: TestVocabulary.all, scope: TestScope())
}

/// The first error in a source of one or more statements, rendered; nil where there is none.
func renderedError(_ source: String) -> String? {
    do throws(Diagnostic) {
        for statement in try parse(source) { _ = try bind(statement, in: TestVocabulary.all, scope: TestScope()) }
        return nil
    } catch { return render(error, source: source) }
}
