import Testing

@testable import Language

@Suite struct SuggestionTests {
    private let words = ["melspec", "mfcc", "mix", "plot", "layout", "load", "export", "hop", "spectrogram"]

    @Test(
        "finds what was meant",
        arguments: [
            ("melspek", "melspec"), ("melpsec", "melspec"), ("Plot", "plot"), ("plto", "plot"), ("pot", "plot"),
            ("hops", "hop"),
            ("laod", "load"), ("exprot", "export"), ("spec", "spectrogram"), ("mfc", "mfcc"), ("LAYOUT", "layout"),
            ("lod", "load"),
        ])
    func finds(word: String, expected: String) { #expect(nearest(to: word, among: words) == expected) }

    @Test(
        "suggests nothing for nonsense",
        arguments: [
            "", "x", "qqqq", "zz", "banana", "melspec", String(repeating: "a", count: 10_000),
        ])
    func staysSilent(word: String) { #expect(nearest(to: word, among: words) == nil) }

    @Test func doesNotDependOnTheOrderOfCandidates() {
        #expect(nearest(to: "mix1", among: ["mix3", "mix2"]) == nearest(to: "mix1", among: ["mix2", "mix3"]))
    }
}
