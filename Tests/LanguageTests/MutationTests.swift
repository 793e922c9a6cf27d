import Chance
import Testing

@testable import Language

@Suite struct MutationTests {
    static let seeds = [
        "clip = load \"dog.wav\", rate: 22.05 kHz\nmel = melspec clip, bands: 96, hop: 512 samples",
        "mix clip with rain, snr: each [-5 dB, 0 dB, 5 dB] | plot, title: \"A \\u{1F514} bark\"",
        "x = -(3 * width + 1 s) / (2 - n)\nclip[1 s .. 2 s, 0 Hz .. 4 kHz].rate # why",
        "layout [fig, (plot mel,\n width: 800 px)]\r\nsplit folds by fold, test: [1, 2]",
        "größe = 日本 + \"👩‍👩‍👧‍👦🇩🇪\"\texport data.x to \"plots/a.png\"",
    ]
    static let pieces: [[UInt8]] =
        [
            "(", ")", "[", "]", "\"", "\\", "|", ",", ":", "=", ".", "..", "-", "+", "*", "/", "%", "#", "\n", "\r",
            "\t", " ",
            "each ", "step ", "with ", "by ", "1e9", "0", "9999999999999999999999", " ms", " Hz", "melspec ", "clip",
            "\u{301}",
            "\u{200D}", "🇩", "日", "\u{202E}", "\u{0}", "true",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x80]]

    private func mutated(_ random: inout SplitMix) -> String {
        var bytes = Array(Self.seeds.randomElement(using: &random)!.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random)!, at: place)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...8, using: &random)))
            case 2: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
            default:
                let end = min(bytes.count, place + Int.random(in: 0...20, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Expressions lie inside their parents, and all of them inside the source.
    private func spansAreNested(_ expression: Expression, in outer: Span) -> Bool {
        outer.start <= expression.span.start && expression.span.start <= expression.span.end
            && expression.span.end <= outer.end
            && expression.kind.children.allSatisfy { spansAreNested($0, in: expression.span) }
    }

    @Test func noInputTrapsAndEveryErrorCanBeDrawn() {
        var random = SplitMix(7)
        let scope = TestScope()
        var read = 0
        for _ in 0..<50_000 {
            let source = mutated(&random)
            let length = source.utf8.count
            func draw(_ error: Diagnostic) {
                let isInside = 0 <= error.span.start && error.span.start <= error.span.end && error.span.end <= length
                let text = render(error, source: source, place: Place(file: "a.md", line: 3, cell: "b"))
                let isWhole = text.hasPrefix("error: ") && text.contains("^")
                if !isInside || !isWhole { Issue.record("\(source.debugDescription): \(error)") }
            }
            do throws(Diagnostic) {
                for statement in try parse(source) {
                    read += 1
                    if !spansAreNested(statement.expression, in: statement.span) || statement.span.end > length {
                        Issue.record("spans of \(source.debugDescription)")
                    }
                    do throws(Diagnostic) { _ = try bind(statement, in: TestVocabulary.all, scope: scope) } catch {
                        draw(error)
                    }
                }
            } catch { draw(error) }
            _ = wantsMore(source)
            let offset = Int.random(in: 0...length, using: &random)
            let span = complete(source, at: offset, vocabulary: TestVocabulary.all, scope: scope).span
            if span.start < 0 || span.start > span.end || span.end > length {
                Issue.record("completion of \(source.debugDescription)")
            }
        }
        #expect(read > 10_000)
    }
}
