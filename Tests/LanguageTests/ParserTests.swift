import Testing

@testable import Language

@Suite struct ParserTests {
    @Test(
        "reads the grammar",
        arguments: [
            ("mel", "mel"),
            ("mel = melspec clip", "mel = (melspec! clip)"),
            ("clip = load \"dog.wav\", rate: 22.05 kHz", "clip = (load! \"dog.wav\" rate:22050 Hz)"),
            ("noise 2 s", "(noise! 2 s)"),
            ("tone -3 dB", "(tone! -3 dB)"),
            ("gain x by -3 dB", "(gain! x by=-3 dB)"),
            ("a - 3", "(- a 3)"),
            ("a -3", "(a! -3)"),
            ("a-3", "(- a 3)"),
            ("2 - -3", "(- 2 -3)"),
            ("-x.rate", "(- x.rate)"),
            ("- -x", "(- (- x))"),
            ("1 + 2 * 3 - 4 / 5", "(- (+ 1 (* 2 3)) (/ 4 5))"),
            ("(1 + 2) * 3", "(* {(+ 1 2)} 3)"),
            ("stage", "stage"),
            ("stage, seed: 3", "(stage! seed:3)"),
            ("stage seed: 3", "(stage! seed:3)"),
            ("dataset \"esc10\" | split by fold, test: 5", "(split! (dataset! \"esc10\") by=fold test:5)"),
            ("a | b | c quick", "(c! (b! a) quick:)"),
            ("a + b | plot", "(plot! (+ a b))"),
            (
                "train (cnn folds.train) on folds.train, epochs: 30, seed: 7",
                "(train! {(cnn! folds.train)} on=folds.train epochs:30 seed:7)"
            ),
            ("mix test with rain, snr: each [-5 dB, 0 dB]", "(mix! test with=rain snr:each [-5 dB, 0 dB])"),
            ("mix a with b, snr: each -5 dB .. 5 dB step 5 dB", "(mix! a with=b snr:each (-5 dB .. 5 dB step 5 dB))"),
            ("x.in.with", "x.in.with"),
            ("f x, in: 3, to: on", "(f! x in:3 to:on)"),
            ("clip[1 s .. 2 s]", "clip[(1 s .. 2 s)]"),
            ("mel[1 s .. 2 s, 0 Hz .. 4 kHz].x", "mel[(1 s .. 2 s); (0 Hz .. 4000 Hz)].x"),
            ("plot [a, b]", "(plot! [a, b])"),
            ("plot[a]", "plot[a]"),
            ("fuse [ear[1 .. 2], eye,]", "(fuse! [ear[(1 .. 2)], eye])"),
            ("[]", "[]"),
            ("1..2", "(1 .. 2)"),
            ("x = 0 s .. 1 s step 100 ms", "x = (0 s .. 1 s step 0.1 s)"),
            ("f x partial", "(f! x partial:)"),
            ("f x, a: (y | g)", "(f! x a:{(g! y)})"),
            ("plot mel # a comment, with |", "(plot! mel)"),
            ("größe = 3 px", "größe = 3 px"),
            ("数 = noise 2 s", "数 = (noise! 2 s)"),
            ("a1_b = 5%", "a1_b = 0.05"),
            ("\"a\\\"\\\\\\n\\t\\u{1F514}\"", "\"a\\\"\\\\\\n\\t🔔\""),
            ("x = \"#|,\"", "x = \"#|,\""),
            ("plot 1 s\u{A0}.. 2 s", "(plot! (1 s .. 2 s))"),
        ])
    func reads(source: String, expected: String) {
        do throws(Diagnostic) { #expect(try shapes(source) == [expected]) } catch {
            Issue.record("\(render(error, source: source))")
        }
    }

    @Test(
        "a line goes on behind a comma, pipe, equals sign, operator or inside a bracket",
        arguments: [
            "melspec clip,\n  hop: 3 ms", "clip |\n\n # note\n melspec hop: 3 ms", "melspec (\nclip\n), hop: 3 ms",
            "melspec clip, # why\r\nhop: 3 ms", "x =\n melspec clip, hop: 3 ms", "melspec clip, hop: (1 ms +\n 2 ms)",
            "melspec clip, range: 1 ..\n 2", "layout [\na,\n\nb\n]",
        ])
    func continues(source: String) throws { #expect(try parse(source).count == 1) }

    @Test func readsSeveralStatementsWithTheirSpans() throws {
        let source = "\n# first\na = 1\n\n\r\nb = a | plot\rc"
        let statements = try parse(source)
        #expect(statements.map { $0.name?.text } == ["a", "b", nil])
        let bytes = Array(source.utf8)
        let texts = statements.map { String(decoding: bytes[$0.span.start..<$0.span.end], as: UTF8.self) }
        #expect(texts == ["a = 1", "b = a | plot", "c"])
    }

    @Test func emptySourcesHaveNoStatements() throws {
        for source in ["", "\n\n", "# only this", "  \t ", "\u{FEFF}"] { #expect(try parse(source).isEmpty) }
    }

    @Test func spansCoverWhatWasRead() throws {
        let source = "m = mix (load \"a\") with b[1 .. 2], snr: -5 dB"
        guard case .call(let call) = try parse(source)[0].expression.kind else {
            Issue.record("no call")
            return
        }
        func text(_ span: Span) -> String {
            String(decoding: Array(source.utf8)[span.start..<span.end], as: UTF8.self)
        }
        #expect(text(call.verb.span) == "mix")
        #expect(text(call.operand!.span) == "(load \"a\")")
        #expect(text(call.phrases[0].operand.span) == "b[1 .. 2]")
        #expect(text(call.options[0].key.span) == "snr")
        #expect(text(call.options[0].value!.span) == "-5 dB")
    }

    @Test("nothing nests without bound", arguments: ["(", "[", "-", "a | b", "a.b", "1 + 1", "x[1", "f x, a: ("])
    func boundsDepth(part: String) {
        let separators = ["a | b": " | c", "a.b": ".c", "1 + 1": " + 1", "x[1": "[1"]
        for count in [10, 70, 20_000] {
            let source: String
            if let separator = separators[part] {
                source = part + String(repeating: separator, count: count)
            } else {
                source = "x = " + String(repeating: part, count: count)
            }
            for text in [source, source + String(repeating: ")", count: count), source + " 1"] {
                do throws(Diagnostic) { _ = try parse(text) } catch { #expect(!render(error, source: text).isEmpty) }
            }
        }
        let chain = "x = 1" + String(repeating: " + 1", count: 20_000)
        #expect(throws: Diagnostic.self) { try parse(chain) }
        let pipeline = "x" + String(repeating: " | f", count: 40)
        #expect(throws: Never.self) { try parse(pipeline) }
    }

    @Test func refusesMoreThanAMegabyte() {
        #expect(throws: Diagnostic.self) { try parse(String(repeating: "x\n", count: 600_000)) }
    }

    @Test(
        "knows whether a line at the prompt goes on",
        arguments: [
            ("plot mel", false), ("plot mel,", true), ("x =", true), ("a |", true), ("a | # so", true), ("(a", true),
            ("[a,\n", false), ("[a,\nb", true), ("(a,\n  ", false), ("\"a", false), ("(\"a", false), ("", false),
            ("x = 2 *", true), ("1 ..", true), ("a)", false), ("( ] ? ", false), ("# (", false),
        ])
    func wantsMoreText(source: String, expected: Bool) { #expect(wantsMore(source) == expected) }
}
