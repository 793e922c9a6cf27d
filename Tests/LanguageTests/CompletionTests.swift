import Testing

@testable import Language

@Suite struct CompletionTests {
    /// The completions where `¦` stands.
    private func completions(_ marked: String) -> Completions {
        let parts = marked.split(separator: "¦", omittingEmptySubsequences: false)
        return complete(parts.joined(), at: parts[0].utf8.count, vocabulary: TestVocabulary.all, scope: TestScope())
    }

    static let names = [
        "caption", "clip", "data", "fig", "folds", "grid", "level", "mel", "n", "noisy", "rain", "shape", "sizes", "width",
    ]
    static let verbs = ["export", "layout", "load", "melspec", "mix", "plot", "silence", "split", "tone"]

    @Test(
        "offers what may stand there",
        arguments: [
            ("¦", names + verbs), ("x = ¦", names + verbs), ("me¦", ["mel", "melspec"]), ("a = 1\nme¦", ["mel", "melspec"]),
            ("melspec ¦", ["clip", "data", "grid", "noisy", "rain"]), ("melspec c¦", ["clip"]),
            ("melspec c¦lop, bands: 3", ["clip"]),
            ("melspec clip ¦", ["bands: ", "window: ", "hop: ", "range: "]),
            ("melspec clip, ¦", ["bands: ", "window: ", "hop: ", "range: "]),
            ("melspec clip, bands: 3, ¦", ["window: ", "hop: ", "range: "]),
            ("melspec clip,\n  hop: 3 ms,\n ba¦", ["bands: "]),
            ("melspec clip, bands: 3 ¦", []),
            ("melspec clip, hop: 10 ¦", ["s", "ms", "us", "min", "h", "samples", "sample"]),
            ("melspec clip, hop: 10m¦", ["ms", "min"]), ("melspec clip, range: 1 k¦", ["kHz"]),
            ("melspec clip, hop: ¦", ["data", "level", "width", "each "]),
            ("melspec clip, bands: ¦", ["data", "level", "n", "each "]),
            ("melspec clip, bands: e¦", ["each "]), ("melspec clip, bands: each ¦", ["data", "sizes"]),
            ("melspec clip, bands: each [¦", ["data", "level", "n"]), ("tone 440 Hz, wave: each [si¦", ["sine"]),
            ("melspec clip, bands: each [1, 2] ¦", []), ("noisy.¦", ["rate", "duration"]),
            ("melspec clip, zork: ¦", []), ("tone 440 ¦", ["Hz", "kHz", "MHz"]),
            ("tone 440 Hz, wave: s¦", ["sine", "square", "sawtooth"]),
            ("load \"a\", partial: ¦", ["true", "false", "each "]), ("load \"a\", partial, ¦", ["rate: "]),
            ("load \"a\", ¦", ["rate: ", "partial"]), ("silence ¦", ["quick"]),
            ("plot (¦", ["clip", "data", "grid", "mel", "noisy", "rain", "load", "melspec", "mix", "silence", "tone"]),
            ("plot (melspec ¦", ["clip", "data", "grid", "noisy", "rain"]),
            ("layout [¦", ["data", "fig"]), ("layout [fig, f¦", ["fig"]), ("layout [fig, (pl¦", ["plot"]),
            ("melspec [¦", []), ("split folds by fold, test: [1, ¦", ["data", "level", "n"]),
            ("clip.¦", ["rate", "duration"]), ("clip.ra¦", ["rate"]), ("folds.train.te¦", ["test"]),
            ("(load \"x\").d¦", ["duration"]), ("clip[1 s .. 2 s].¦", ["rate", "duration"]),
            ("plot clip.¦", ["rate", "duration"]),
            ("mel.¦", []), ("nothing.¦", []), (".¦", []),
            ("clip | ¦", ["export", "melspec", "mix", "plot"]), ("folds | s¦", ["split"]), ("zork | s¦", ["split"]),
            ("clip | mix ¦", ["with ", "snr: "]), ("mix clip ¦", ["with ", "snr: "]), ("mix clip with rain ¦", ["snr: "]),
            ("mix clip with ¦", ["clip", "data", "grid", "noisy", "rain"]), ("(clip | m¦", ["melspec", "mix"]),
            ("x = clip + ¦", names), ("x = clip ¦", []), ("x = 3 d¦", ["dB"]), ("# me¦", []), ("zork clip, ¦", []),
            ("clip[¦", ["data", "level", "n", "width"]),
            (")]|¦", ["export", "layout", "load", "melspec", "mix", "plot", "split", "tone"]),
        ])
    func offers(marked: String, expected: [String]) {
        let completions = completions(marked)
        #expect(completions.candidates.map(\.text) == expected)
        #expect(completions.filePrefix == nil)
    }

    @Test(
        "asks for files where a file is wanted",
        arguments: [
            ("load \"do¦", "do", 6), ("load \"¦", "", 6), ("export clip to \"plots/¦", "plots/", 16),
            ("load \"a\\\"b¦", "a\"b", 6), ("x = (load \"¦", "", 11),
        ])
    func asksForFiles(marked: String, prefix: String, start: Int) {
        let completions = completions(marked)
        #expect(completions.filePrefix == prefix)
        #expect(completions.span.start == start)
        #expect(completions.candidates.isEmpty)
    }

    @Test(
        "asks for columns and for what stands in them",
        arguments: [
            ("split folds by ¦", ["folds"], nil), ("split folds by f¦", ["folds"], nil),
            ("folds.train | split by ¦", ["folds.train "], nil),
            ("split folds by fold, without: ¦", ["folds"], "fold"), ("split folds by fold, without: be¦", ["folds"], "fold"),
            ("split (split folds by fold).test by room, without: [a, ¦", ["(split folds by fold).test"], "room"),
            ("x = plot (split folds[1 .. 9] by fold, without: each [¦", ["folds[1 .. 9]"], "fold"),
        ] as [(String, [String], String?)])
    func asksForCells(marked: String, operands: [String], column: String?) {
        #expect(completions(marked).cells == .init(operands: operands, column: column))
    }

    @Test(
        "asks for no cells elsewhere",
        arguments: [
            "split ¦", "split folds by fold, test: ¦", "split folds, without: ¦", "melspec clip, bands: ¦", "plot mel, ¦", "(((¦",
        ])
    func asksForNoCells(marked: String) { #expect(completions(marked).cells == nil) }

    @Test func offersNoFilesInOtherTexts() {
        #expect(completions("plot mel, title: \"a¦").filePrefix == nil)
        #expect(completions("\"a¦").filePrefix == nil)
    }

    @Test func replacesTheWordAndDescribesEachCandidate() {
        let found = completions("melspec clip, wi¦")
        #expect(found.span == Span(14, 16))
        #expect(found.candidates == [.init(text: "window: ", detail: "length of a frame (2048 samples)")])
        #expect(completions("cl¦").candidates == [.init(text: "clip", detail: "sound")])
        #expect(completions("melspec clip, hop: w¦").candidates == [.init(text: "width", detail: "25 ms")])
    }

    @Test func survivesAnyDepth() {
        for part in ["[", "(", "load [", "clip[", "plot ("] {
            let source = String(repeating: part, count: 20_000) + "\""
            #expect(completions(source + "¦").candidates.isEmpty)
            #expect(completions(source.dropLast() + "¦").candidates.isEmpty)
        }
    }

    @Test func survivesAnyOffset() {
        let source = "plot (mel \"日本🇩🇪"
        for offset in -3...40 {
            let span = complete(source, at: offset, vocabulary: TestVocabulary.all, scope: TestScope()).span
            #expect(0 <= span.start && span.start <= span.end && span.end <= source.utf8.count)
        }
    }
}
