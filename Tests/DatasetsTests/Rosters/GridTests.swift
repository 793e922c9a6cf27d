import Foundation
import Testing

@testable import Datasets

/// Movies with the times of their words.
@Suite struct GridTests {
    let corpus: Corpus

    init() throws { corpus = try Corpus() }

    private func write(_ words: String, _ name: String) throws {
        let lines = ["sil"] + words.split(separator: " ").map(String.init) + ["sil"]
        try corpus.write(
            lines.enumerated().map { "\($0 * 5000) \($0 * 5000 + 5000) \($1)\n" }.joined(), name)
    }

    @Test func sixWordsAreColumnsAndOneIsTheClass() throws {
        for talker in ["s1", "s22"] { try corpus.movie("video/\(talker)/bbaf3s.mp4", pictures: talker == "s1" ? 5 : 6) }
        try corpus.movie("video/s1/lwws9a.mp4", pictures: 7)
        try corpus.movie("video/s1/none.mp4", pictures: 8)
        try corpus.movie("video/s1/bad.mp4", pictures: 9)
        try corpus.movie("video/s1/short.mp4", pictures: 10)
        try write("bin blue at f three soon", "align/s1/bbaf3s.align")
        try write("bin blue at f three sp soon", "align/s22/bbaf3s.align")
        try write("lay white with s nine again", "align/s1/lwws9a.align")
        try write("bin blue", "align/s1/short.align")
        try corpus.write("0 17750\n", "align/s1/bad.align")
        let table = try corpus.read().table
        #expect(table.clips.map(\.path) == ["set/video/s1/bbaf3s.mp4", "set/video/s1/lwws9a.mp4", "set/video/s22/bbaf3s.mp4"])
        #expect(table.classes == ["nine", "three"] && table.labels == ["three", "nine", "three"])
        #expect(table.columns.map(\.name) == ["command", "colour", "preposition", "letter", "digit", "adverb", "talker"])
        #expect(try table.cells(of: "talker") == ["s1", "s1", "s22"] && table.cells(of: "letter") == ["f", "s", "f"])
        #expect(
            table.clips[0].captions == ["bin blue at f three soon"] && table.clips[2].captions == ["bin blue at f three soon"])
        #expect(table.clips[0].words?[0] == Clip.Word("bin", start: 0.2, end: 0.4))
        #expect(table.clips[2].words?.last == Clip.Word("soon", start: 1.4, end: 1.6))
        let reasons = Dictionary(uniqueKeysWithValues: table.unreadable.map { ($0.path, $0.reason) })
        #expect(
            reasons == [
                "set/video/s1/none.mp4": "no .align file is called as it is",
                "set/video/s1/bad.mp4": "its .align file makes no sense",
                "set/video/s1/short.mp4": "its .align file has 2 words, not six: bin blue",
            ])
        #expect(try corpus.read("", DatasetChoices(label: "colour")).table.classes == ["blue", "white"])
        #expect(try corpus.read("", DatasetChoices(label: "talker")).table.classes == ["s1", "s22"])
        let fault = corpus.fault("", DatasetChoices(label: "color"))
        #expect(fault?.remedy == "did you mean 'colour'?" && fault?.option == "label")
    }

    @Test func aTableSaysTheClassAndTheWordsComeBesides() throws {
        try corpus.movie("a.mp4")
        try corpus.movie("b.mp4", pictures: 6)
        try write("one two", "a.align")
        try corpus.write("0 1 2 3\n", "b.align")
        try corpus.write("file,label\na.mp4,x\nb.mp4,y\n", "set.csv")
        let (table, notes) = try corpus.read()
        #expect(table.labels == ["x", "y"] && table.clips[0].captions == ["one two"] && table.clips[1].captions == nil)
        #expect(table.clips[0].words?.map(\.text) == ["one", "two"] && table.clips[1].words == nil)
        #expect(notes == ["the .align file of 'set/b.mp4' makes no sense: no word times"])
    }
}
