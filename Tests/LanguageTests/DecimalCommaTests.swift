import Testing

@testable import Language

@Suite struct DecimalCommaTests {
    /// A source, the message that it gets, and what stands below the line.
    struct Row: Sendable, CustomTestStringConvertible {
        var source: String
        var error: String
        var comma: String
        var hint: String
        var testDescription: String { source }

        init(_ source: String, _ error: String, at comma: String, _ hint: String) {
            (self.source, self.error, self.comma, self.hint) = (source, error, comma, hint)
        }

        init(_ source: String, _ error: String, at comma: String, means number: String) {
            self.init(source, error, at: comma, "the decimal sign is a point: did you mean \(number)?")
        }

        /// The caret under the comma's numbers and the hint behind it.
        var marks: String {
            let before = source.prefix(source.count - source.drop(before: comma).count)
            return before.map { _ in " " }.joined() + comma.map { _ in "^" }.joined() + " " + hint
        }
    }

    private static let option = "an option is wanted after ','"

    @Test(
        "an error at a decimal comma says what to write",
        arguments: [
            Row("gain clip by -3,5 dB", option, at: "3,5", means: "3.5"),
            Row("clip | gain by -3,5 dB", option, at: "3,5", means: "3.5"),
            Row("tone 440,5 Hz, duration: 1 s", option, at: "440,5", means: "440.5"),
            Row("train net, rate: 0,01", option, at: "0,01", means: "0.01"),
            Row("train net, rate: 0,01, epochs: 3", option, at: "0,01", means: "0.01"),
            Row("melspec clip, range: 0,5 kHz .. 4 kHz", option, at: "0,5", means: "0.5"),
            Row("melspec clip, range: 0.5 kHz .. 4,5 kHz", option, at: "4,5", means: "4.5"),
            Row("train net, rate: each 0,1 .. 0,9 step 0,1", option, at: "0,1", means: "0.1"),
            Row("x = 0,5", "only a verb takes options", at: "0,5", means: "0.5"),
            Row("x = (0,5 * n)", "')' is wanted, not ','", at: "0,5", means: "0.5"),
            Row("x = 1,5e3", "only a verb takes options", at: "1,5e3", means: "1.5e3"),
            Row("x = 1.234,5", "only a verb takes options", at: "1.234,5", means: "1234.5"),
            Row("tone 44,100 Hz", option, at: "44,100", "did you mean 44100? the decimal sign is a point: 44.100"),
            Row("tone 0,125 Hz", option, at: "0,125", means: "0.125"),
            Row("clip[0,5 s .. 1 s]", "0 is no count: counts are whole and start at 1", at: "0,5", means: "0.5"),
            Row("plot clip[0,5 s .. 1,5 s]", "0 is no count: counts are whole and start at 1", at: "0,5", means: "0.5"),
            Row("clip[1 s .. 1,5 s, 0,5 s .. 1 s]", "a range goes from a time to a number", at: "1,5", means: "1.5"),
            Row("melspec clip, hop: each [0,5 ms, 1 ms]", "hop needs a unit", at: "0,5", means: "0.5"),
            Row("mix clip with rain, snr: each [1,5 dB]", "snr needs a unit", at: "1,5", means: "1.5"),
        ])
    func saysWhatToWrite(_ row: Row) {
        #expect(renderedError(row.source) == "error: \(row.error)\n  \(row.source)\n  \(row.marks)")
    }

    @Test(
        "an error that a point would not mend keeps its own hint",
        arguments: [
            ("noisy[1,2]", "one for each key: [1]"), ("melspec clip, bands: [1,2]", nil), ("mel[0,5]", "add its unit"),
            ("split folds by fold, test: [3,50]", nil), ("layout fig,mel", "several operands"), ("f 3, 5", "several operands"),
            ("f 3 ,5", "several operands"), ("plot [1,2] | zorkify", nil),
            ("melspec clip, bnads: [1,2]", "did you mean 'bands'?"),
        ] as [(String, String?)])
    func keepsItsHint(source: String, hint: String?) throws {
        let error = try #require(renderedError(source))
        #expect(!error.contains("decimal"), "\(error)")
        if let hint { #expect(error.contains(hint), "\(error)") }
    }

    @Test(
        "lists without spaces are lists",
        arguments: [
            "[1,2]", "x = [0,5,7]", "split folds by fold, test: [1,2,3]", "split folds by fold, without: [4,5]", "grid[1,2]",
            "melspec clip, bands: each [64,128]", "mel[3,0 s .. 1 s]", "melspec clip,bands: 64,hop: 10 ms", "clip[1,5 s .. 9 s]",
        ])
    func listsAreLists(source: String) { #expect(renderedError(source) == nil) }

    @Test func anUnfitSliceIsExplainedByItsComma() throws {
        let statement = try parse("x = clip[1,5 s .. 2 s]")[0]
        let said = Diagnostic("sounds are sliced along time alone", at: Span(4, 22), hint: "one range")
        #expect(
            statement.explaining(slice: said)
                == Diagnostic(said.message, at: Span(9, 12), hint: "the decimal sign is a point: did you mean 1.5?"))
        #expect(try parse("x = clip[1, 5 s .. 2 s]")[0].explaining(slice: said) == said)
    }
}

extension String {
    /// From where `part` stands first.
    fileprivate func drop(before part: String) -> Substring {
        var rest = self[...]
        while !rest.isEmpty, !rest.hasPrefix(part) { rest.removeFirst() }
        return rest
    }
}
