// Fuzzes the language: parses, binds, completes and renders any bytes.
// sources: Sources/Language/*.swift
// flags: -lm
// Built with: swiftc -O -sanitize=fuzzer,address -parse-as-library SOURCES Tests/Fuzz/language.swift -lm

private struct FuzzScope: Scope {
    static let known: [String: Known] = [
        "clip": .value(ValueType("sound")), "mel": .value(ValueType("spectrogram")), "fig": .value(ValueType("figure")),
        "data": .value(.any), "gone": .broken, "n": .scalar(.quantity(Quantity(40))),
        "t": .scalar(.quantity(Quantity(0.025, .time))), "s": .scalar(.text("A bark")),
    ]
    func lookup(_ name: String) -> Known? { Self.known[name] }
    var names: [String] { Self.known.keys.sorted() }
}

private enum Form: String, WordChoice { case sine, square }

private let sound = ValueType("sound")

private let vocabulary = Vocabulary(
    verbs: [
        Signature(
            "load", family: "Sound", "", operand: .init("FILE", [.text], "", isFile: true),
            options: [Parameter<Hertz>("rate", in: 1...96000, ""), Parameter<Bool>("partial", default: false, "")],
            gives: sound),
        Signature(
            "tone", family: "Sound", "", operand: .init("FREQUENCY", Parameter<Hertz>("frequency", in: 1...96000, "")),
            options: [
                Parameter<Seconds>("duration", in: 0...60, isRequired: true, ""),
                Parameter<Form>("wave", default: .sine, ""),
            ], gives: sound),
        Signature(
            "mix", family: "Sound", "", operand: .init("SOUND", [sound], ""),
            phrases: [
                .init("with", .init("OTHER", [sound], "")), .init("by", .init("WORD", [.word], "", isRequired: false)),
            ],
            options: [Parameter<Decibels>("snr", in: -100...100, "")], gives: sound),
        Signature(
            "melspec", family: "Sound", "", operand: .init("CLIP", [sound], ""),
            options: [
                Parameter<Int>("bands", default: 128, in: 1...512, ""),
                Parameter<FrameLength>("hop", default: .time(0.01), ""),
                Parameter<ParameterRange<Hertz>>("range", in: 0...96000, ""),
                Parameter<[Fraction]>("parts", in: 0...1, ""),
                Parameter<PixelCount>("width", ""), Parameter<Semitones>("pitch", ""), ValueOption("on", [sound], ""),
            ], gives: ValueType("spectrogram")),
        Signature(
            "plot", family: "Plot", "", operand: .init("VALUE", [.any], "", isRequired: false),
            options: [Parameter<String>("title", "")], gives: ValueType("figure")),
        Signature(
            "layout", family: "Plot", "", operand: .init("FIGURES", [ValueType("figure")], "", takesList: true),
            gives: ValueType("figure")),
    ],
    fields: [sound: [.init("rate", .number, ""), .init("self", sound, "")]])

private func inside(_ span: Span, _ length: Int) -> Bool {
    0 <= span.start && span.start <= span.end && span.end <= length
}

private func draw(_ error: Diagnostic, _ source: String) {
    precondition(inside(error.span, source.utf8.count))
    precondition(render(error, source: source, place: Place(file: "a.md", line: 1)).contains("^"))
}

/// Every scalar reads back from its spelling to itself.
private func checkSpelling(_ bound: Bound) {
    guard case .scalar(let scalar, _) = bound else { return }
    do throws(Diagnostic) {
        let read = try Scalar(parsing: scalar.description)
        precondition(read == scalar)
    } catch {
        fatalError("\(scalar): \(error)")
    }
    _ = scalar.display
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let source = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let scope = FuzzScope()
    do throws(Diagnostic) {
        for statement in try parse(source) {
            precondition(inside(statement.span, source.utf8.count))
            do throws(Diagnostic) { checkSpelling(try bind(statement, in: vocabulary, scope: scope)) } catch {
                draw(error, source)
            }
        }
    } catch { draw(error, source) }
    _ = wantsMore(source)
    let length = source.utf8.count
    for offset in [0, length / 3, length / 2, length - 1, length] {
        precondition(inside(complete(source, at: offset, vocabulary: vocabulary, scope: scope).span, length))
    }
    return 0
}
