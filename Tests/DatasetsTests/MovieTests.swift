import Foundation
import Media
import Picture
import Testing

@testable import Datasets

/// Movies among sounds, in folders and tables.
@Suite struct MovieTests {
    let corpus: Corpus

    init() throws { corpus = try Corpus() }

    @Test func moviesAndSoundsOfAFolderAreClips() throws {
        try corpus.movie("dog/a.mp4", pictures: 15, size: (64, 48))
        try corpus.movie("dog/b.MOV", isSilent: true, as: .mov)
        try corpus.sound("cat/c.wav")
        try corpus.movie("cat/d.mp4")
        try corpus.write("no movie", "cat/text.mkv")
        try corpus.write("", "cat/empty.webm")
        let whole = try Data(contentsOf: URL(fileURLWithPath: corpus.path + "/dog/a.mp4"))
        try corpus.write(Array(whole.prefix(whole.count / 3)), "dog/third.mp4")
        let (table, _) = try corpus.read()
        #expect(table.clips.map(\.path) == ["set/cat/c.wav", "set/cat/d.mp4", "set/dog/a.mp4", "set/dog/b.MOV"])
        #expect(table.labels == ["cat", "cat", "dog", "dog"])
        #expect(table.clips[0].pictures == nil && table.clips[0].rate == 8000)
        #expect(table.clips[2].pictures == Clip.Pictures(width: 64, height: 48, rate: 10))
        #expect(table.clips[2].rate == 16_000 && table.clips[2].channels == 1 && abs(table.clips[2].seconds - 1.5) < 0.1)
        #expect(table.clips[3].rate == 0 && table.clips[3].channels == 0 && abs(table.clips[3].seconds - 0.5) < 1e-6)
        #expect(table.clips.allSatisfy { $0.labels == nil && $0.captions == nil && $0.words == nil && !$0.digest.isEmpty })
        let reasons = Dictionary(uniqueKeysWithValues: table.unreadable.map { ($0.path, $0.reason) })
        #expect(Set(reasons.keys) == ["set/cat/text.mkv", "set/cat/empty.webm", "set/dog/third.mp4"])
        #expect(reasons["set/cat/text.mkv"] == "is not a sound file: it looks like text")
        #expect(reasons["set/cat/empty.webm"] == "is empty: 0 bytes")
    }

    @Test func aMovieWithoutPicturesIsASoundForAllItsEnding() throws {
        try corpus.movie("all/a.mp4", pictures: 10)
        let movie = try Movie(corpus.path + "/all/a.mp4", pool: pool)
        try Movie.write(nil, sound: movie.sound(), to: corpus.path + "/all/b.m4a", as: .mp4, pool: pool)
        let clip = try corpus.read().table.clips[1]
        #expect(clip.path == "set/all/b.m4a" && clip.pictures == nil && clip.rate == 16_000 && clip.channels == 1)
        #expect(abs(clip.seconds - 1) < 0.1)
    }

    @Test func rowsWithSentencesKeepThemAll() throws {
        for (number, name) in ["a", "b", "c"].enumerated() { try corpus.movie("video/\(name).mp4", pictures: 5 + number) }
        try corpus.write(
            """
            file,caption,fold
            a.mp4,a dog barks,1
            b.mp4,"rain, falling",2
            a.mp4,an animal is loud,1
            c.mp4,,2
            a.mp4,a dog barks,1

            """, "set.csv")
        let (table, notes) = try corpus.read()
        #expect(table.clips.map(\.path) == ["set/video/a.mp4", "set/video/b.mp4", "set/video/c.mp4"])
        #expect(
            table.clips.map(\.captions) == [["a dog barks", "an animal is loud", "a dog barks"], ["rain, falling"], []])
        #expect(table.classes.isEmpty && table.columns == [.init("fold", ["1", "2", "2"])])
        #expect(notes == ["no column of 'set/set.csv' holds a class: its clips have none"])
        let split = try Split.cut(table, by: nil, test: .share(0.34), validate: nil, seed: 1).split
        #expect(split.count(.test) == 1 && split.count(.train) == 2)
    }

    @Test func sentencesAndClassesStandSideBySide() throws {
        for name in ["a", "b"] { try corpus.movie("\(name).mp4", pictures: name == "a" ? 5 : 6) }
        try corpus.write(
            "video,sentence,label\na.mp4,it barks,dog\na.mp4,it is loud,dog\nb.mp4,it purrs,cat\na.mp4,no,cat\n", "set.csv")
        let (table, notes) = try corpus.read()
        #expect(table.labels == ["dog", "cat"] && table.clips[0].captions == ["it barks", "it is loud", "no"])
        #expect(notes == ["1 row of 'set/set.csv' repeats a file, with another class; the first row of each counts"])
        // A table of files and sentences says so in two columns, too.
        try corpus.write("file\tcaption\na.mp4\tit barks\n", "annotations.tsv")
        #expect(try corpus.read("annotations.tsv").table.clips.map(\.captions) == [["it barks"]])
    }

    @Test func aCellHoldsSeveralClasses() throws {
        for (pitch, name) in ["a", "b", "c"].enumerated() { try corpus.sound("\(name).wav", pitch: pitch + 1) }
        try corpus.write("file,class\na.wav,dog; bark\nb.wav,\"rain, heavy\"\nc.wav,;\n", "set.csv")
        let table = try corpus.read().table
        #expect(table.classes == ["bark", "dog", "rain, heavy"])
        #expect(table.clips.map(\.labels) == [[0, 1], [2], nil] && table.clips.map(\.label) == [0, 2, nil])
        #expect(table.labels == ["bark; dog", "rain, heavy", ""])
        #expect(table.unreadable.isEmpty)
        try corpus.write("file,labels\na.wav,\"dog,bark\"\nb.wav,rain|wind\nc.wav,dog\n", "set.csv")
        #expect(try corpus.read().table.labels == ["bark; dog", "rain; wind", "dog"])
        try corpus.write("file,labels\na.wav,dog\nb.wav,rain\nc.wav,dog\n", "set.csv")
        #expect(try corpus.read().table.clips.allSatisfy { $0.labels == nil })
    }

    @Test func aPoolWithoutAHelperStopsTheReading() throws {
        try corpus.movie("dog/a.mp4")
        #expect(throws: MediaFault.self) {
            try DatasetSource(name: "set", path: corpus.path).read(
                parallel: .init(threads: 1), pool: MediaPool(helper: "/nowhere/foley-media")
            ) { $0 }
        }
    }
}
