import Testing

@testable import Language

@Suite struct SyntaxErrorTests {
    /// The error of a source of one line: the message, the marks under the line, and the hint.
    struct Row: CustomTestStringConvertible {
        var source: String
        var error: String
        var marks: String
        var testDescription: String { source }
        init(_ source: String, _ error: String, _ marks: String) {
            self.source = source
            self.error = error
            self.marks = marks
        }
    }

    @Test(
        "says what is wrong, where, and the way out",
        arguments: [
            Row("plot mel,", "an option after ',' is wanted here", "         ^"),
            Row("plot mel |", "a verb after '|' is wanted here", "          ^"),
            Row("plot mel | 3", "a verb after '|' is wanted, not '3'", "           ^"),
            Row(", x", "a statement cannot begin with ','", "^ end the line above in ',' to carry it on"),
            Row("| x", "a statement cannot begin with '|'", "^ end the line above in '|' to carry it on"),
            Row("x = ", "a value is wanted here", "   ^"),
            Row("x = (2 * 3", "'(' is not closed", "    ^ a ')' is missing"),
            Row("x = [1, 2", "'[' is not closed", "    ^ a ']' is missing"),
            Row("x = f (a [1)", "'[' is not closed", "         ^ a ']' is missing"),
            Row("x = )", "a value is wanted, not ')'", "    ^"),
            Row("x = 1)", "')' closes nothing", "     ^"),
            Row("load \"dog.wav", "the text is not closed", "     ^ end it in \""),
            Row("x = \"a\\q\"", "unknown escape '\\q'", "      ^^ escapes are \\\" \\\\ \\n \\t \\u{1F514}"),
            Row("x = \"\\u{D800}\"", "there is no character '\\u{D800}'", "     ^^^^^^^^"),
            Row("x = “dog”", "'“' is not part of the language", "    ^ write \""),
            Row("x = 5 − 3", "'−' is not part of the language", "      ^ write '-'"),
            Row("x = .5", "a number begins with a digit", "    ^ write 0.5"),
            Row("x = 3 kHZ", "unknown unit 'kHZ'", "      ^^^ did you mean 'kHz'?"),
            Row(
                "x = 3 zorks", "unknown unit 'zorks'",
                "      ^^^^^ units are s ms us min h Hz kHz MHz samples dB st px %"),
            Row("x = 1e999 Hz", "the number is too large", "    ^^^^^"),
            Row("x = +y", "'+' is a sign only before a number", "    ^ take it away"),
            Row("plot mel + 3", "arithmetic inside an operand needs parentheses", "         ^ such as (2 * x)"),
            Row(
                "load my-sounds", "arithmetic inside an operand needs parentheses",
                "       ^ such as (2 * x); a text stands in quotes, such as \"my-sounds\""),
            Row(
                "f g x with y", "'with' cannot stand here",
                "      ^^^^ a verb inside a statement stands in brackets with all it takes: (verb ...)"),
            Row("plot mel, width = 300 px", "an option is written with ':'", "                ^ width: ..."),
            Row("x = a = 3", "only a name at the start of a statement can stand before '='", "      ^"),
            Row("a.b = 3", "only a name at the start of a statement can stand before '='", "    ^"),
            Row(
                "melspec clip, bands: 3 hop: 10 ms",
                "a comma is missing before 'hop', or the line should end there", "                       ^^^"),
            Row("x = [1 2]", "a comma is missing before '2'", "       ^"),
            Row("layout [a b]", "a comma is missing before 'b'", "          ^"),
            Row(
                "clip | melspec 3", "the pipe already gives 'melspec' its operand",
                "               ^ options have a key: 'key: value'"),
            Row(
                "mix clip, with rain", "'with' stands before the options, not after a comma",
                "          ^^^^ take the comma away"),
            Row(
                "fuse ear, \"eye\"", "an option is wanted after ','",
                "          ^^^^^ several operands are one list: fuse [a, b]"),
            Row("plot(mel, width: 300 px)", "operands and options stand without parentheses", "    ^ plot mel, ..."),
            Row("x = with", "'with' is a preposition and cannot stand here", "    ^^^^"),
            Row("clip[]", "a slice needs a range", "    ^^ such as [1 s .. 2 s]"),
            Row("x = a + b, c", "only a verb takes options", "         ^"),
            Row("clip.3", "the name of a field after '.' is wanted, not '3'", "     ^"),
            Row("f x, hop:", "a value for 'hop' is wanted here", "         ^"),
            Row("a ; b", "';' is not part of the language", "  ^ begin a new line"),
        ])
    func says(row: Row) {
        do throws(Diagnostic) {
            _ = try parse(row.source)
            Issue.record("no error")
        } catch {
            let line = String(row.source.reversed().drop { $0 == " " }.reversed())
            #expect(render(error, source: row.source) == "error: \(row.error)\n  \(line)\n  \(row.marks)")
        }
    }

    @Test func quotesLongTokensShort() {
        do throws(Diagnostic) {
            _ = try parse("x = 3 " + String(repeating: "y", count: 10_000))
            Issue.record("no error")
        } catch { #expect(error.message.count < 80) }
    }
}
