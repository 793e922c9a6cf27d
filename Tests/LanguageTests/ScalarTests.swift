import Chance
import Testing

@testable import Language

@Suite struct ScalarTests {
    private static let dimensions: [Dimension] = [.none, .time, .frequency, .samples, .level, .pitch, .pixels]

    private func number(_ random: inout SplitMix) -> Double {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return Double(Int.random(in: -1000...1000, using: &random))
        case 1: return Double.random(in: -1...1, using: &random)
        case 2:
            let edges = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e22, 1e-7]
            return edges.randomElement(using: &random)!
        default:
            let value = Double(bitPattern: random.next())
            return value.isFinite ? value : 1
        }
    }

    private func scalar(_ random: inout SplitMix, depth: Int = 0) -> Scalar {
        let letters: [Unicode.Scalar] = [
            "a", "\"", "\\", "\n", "\t", "\u{0}", "\u{301}", "é", "\u{202E}", "🔔", "#", "\r",
        ]
        switch Int.random(in: 0..<(depth < 3 ? 6 : 4), using: &random) {
        case 0: return .quantity(Quantity(number(&random), Self.dimensions.randomElement(using: &random)!))
        case 1:
            var text = ""
            for _ in 0..<Int.random(in: 0..<8, using: &random) {
                text.unicodeScalars.append(letters.randomElement(using: &random)!)
            }
            return .text(text)
        case 2: return .word(["hann", "with", "step", "größe", "_1", "each"].randomElement(using: &random)!)
        case 3: return .flag(Bool.random(using: &random))
        case 4:
            let count = Int.random(in: 0..<4, using: &random)
            return .list((0..<count).map { _ in scalar(&random, depth: depth + 1) })
        default:
            let dimension = Self.dimensions.randomElement(using: &random)!
            func end() -> Scalar { .quantity(Quantity(number(&random), dimension)) }
            return .range(end(), end(), step: Bool.random(using: &random) ? end() : nil)
        }
    }

    @Test func everySpellingReadsBackToTheSameScalar() throws {
        var random = SplitMix(1)
        for _ in 0..<20_000 {
            let original = scalar(&random)
            do throws(Diagnostic) {
                let read = try Scalar(parsing: original.description)
                #expect(read == original && read.description == original.description)
            } catch { Issue.record("\(original): \(error)") }
        }
    }

    @Test(
        "has one canonical spelling",
        arguments: [
            ("22.05 kHz", "22050 Hz"), ("0.1 ms", "0.0001 s"), ("25ms", "0.025 s"), ("1 min", "60 s"), ("50 %", "0.5"),
            ("1 sample", "1 samples"), ("-0", "-0"), ("1e3", "1000"), ("1E-3 kHz", "1 Hz"), ("3 µs", "3e-06 s"),
            ("[ 1,2 ]", "[1, 2]"), ("1..2 step 0.5", "1 .. 2 step 0.5"), ("\"\\u{1b}\"", "\"\\u{1b}\""),
            ("0.3 kHz", "300 Hz"), ("1.1 kHz", "1100 Hz"), ("44.1 kHz", "44100 Hz"), ("true", "true"),
        ])
    func spells(source: String, canonical: String) throws {
        #expect(try Scalar(parsing: source).description == canonical)
    }

    @Test(
        "reads as people write",
        arguments: [
            ("0.025 s", "25 ms"), ("22050 Hz", "22.05 kHz"), ("440 Hz", "440 Hz"), ("2.5 MHz", "2.5 MHz"), ("0 s", "0 s"),
            ("90 s", "90 s"), ("20 us", "20 us"), ("1 samples", "1 sample"), ("512 samples", "512 samples"),
            ("-20 dB", "-20 dB"), ("0.30000000000000004", "0.3"), ("3.14159265", "3.14159"), ("1234567", "1234567"),
            ("1234567.5", "1234570"), ("0.1 s .. 0.2 s step 10 ms", "100 ms .. 200 ms step 10 ms"), ("[3 px]", "[3 px]"),
            ("1e-300", "1e-300"), ("1.5e300", "1.5e+300"),
        ])
    func displays(source: String, display: String) throws {
        #expect(try Scalar(parsing: source).display == display)
    }

    @Test func everyUnitHasItsFactorExactly() throws {
        for unit in Unit.all {
            let factor = try Scalar(parsing: "7 \(unit.name)")
            let glued = try Scalar(parsing: "7\(unit.name)")
            #expect(factor == glued)
            let expected = decimal("7e\(unit.exponent)", in: nil)! * unit.multiplier
            #expect(factor == .quantity(Quantity(expected, unit.dimension)))
        }
    }

    @Test(
        "refuses what is no scalar",
        arguments: [
            "", "1 +", "f x", "(1)", "a.b", "1 2", "\"a", "1e999", "x[1]", "-x", String(repeating: "9", count: 500),
            String(repeating: "[", count: 5000),
        ])
    func refuses(source: String) { #expect(throws: Diagnostic.self) { try Scalar(parsing: source) } }
}
