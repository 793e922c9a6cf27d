import Tensors
import Testing

@testable import Datasets

/// Clips without classes, and features as clips.
@Suite struct UnlabelledTests {
    let corpus: Corpus

    init() throws { corpus = try Corpus() }

    private func features(_ name: String, _ shape: [Int] = [4, 6]) throws {
        try corpus.write(NPY.bytes(of: Tensor(shape, [Float](repeating: 1, count: shape.reduce(1, *)))), name)
    }

    @Test func clipsWithoutAClassAreCutAndChosenAsOthers() throws {
        for pitch in 1...10 { try corpus.sound("\(pitch).wav", pitch: pitch) }
        let table = try corpus.read().table
        #expect(table.classes.isEmpty && table.labels.allSatisfy(\.isEmpty) && table.labelled.clips.isEmpty)
        let split = try Split.cut(table, by: nil, test: .share(0.3), validate: .share(0.2), seed: 1).split
        #expect([Split.Side.train, .validate, .test].map(split.count) == [6, 1, 3])
        #expect(try table.folds(5, seed: 1).reduce(into: [0, 0, 0, 0, 0]) { $0[$1] += 1 } == [2, 2, 2, 2, 2])
    }

    @Test func someClipsMayHaveNone() throws {
        for pitch in 1...4 { try corpus.sound("audio/\(pitch).wav", pitch: pitch) }
        try corpus.write("file,label\n1.wav,dog\n2.wav,\n3.wav,cat\n4.wav,\n", "set.csv")
        let (table, notes) = try corpus.read()
        #expect(table.clips.map(\.label) == [1, nil, 0, nil] && table.classes == ["cat", "dog"])
        #expect(notes == ["2 rows of 'set/set.csv' name no class: their clips have none"])
        #expect(table.labelled.clips.map(\.path) == ["set/audio/1.wav", "set/audio/3.wav"])
        #expect(table.among(["bird", "dog", "cat"]).clips.map(\.label) == [1, nil, 2, nil])
    }

    /// A list of classes that may be several says nothing of a clip whose cell is empty.
    @Test func whereClipsMayHaveSeveralOneMayBeUnknown() throws {
        for pitch in 1...3 { try corpus.sound("audio/\(pitch).wav", pitch: pitch) }
        try corpus.write("file,labels\n1.wav,dog;cat\n2.wav,\n3.wav,cat\n", "set.csv")
        let (table, notes) = try corpus.read()
        #expect(table.clips.map(\.labels) == [[0, 1], nil, [0]] && table.hasManyLabels)
        #expect(table.labelled.clips.count == 2 && notes == ["1 row of 'set/set.csv' names no class: its clip has none"])
    }

    @Test func whatCannotBeDoneIsSaidInItsTerms() throws {
        for name in ["a", "b"] { try corpus.sound("\(name).wav") }
        let table = try corpus.read().table
        let fault = #expect(throws: DatasetFault.self) {
            try Split.cut(table, by: nil, test: .share(0.5), validate: nil, seed: 1)
        }
        #expect(fault?.cause == "test would be empty: the clips that it would take go elsewhere or stay in train")
        let other = #expect(throws: DatasetFault.self) {
            try table.filtered(by: "class", ClipTable.Condition(isOneOf: [.word("x")]))
        }
        #expect(other?.remedy == "no clip has a class")
    }

    @Test func foldersOfFeaturesAreDataSets() throws {
        // Known by its content to be no sound, and called like none.
        try corpus.write("hello", "cat/README")
        try features("dog/a.npy")
        try features("cat/b.npy", [9, 6])
        try features("cat/row.npy", [6])
        try features("cat/cube.npy", [2, 2, 6])
        try features("stray.npy")
        try corpus.write(Array(NPY.bytes(of: Tensor([4, 6], [Float](repeating: 1, count: 24))).dropLast()), "dog/cut.npy")
        let table = try corpus.read().table
        #expect(table.clips.map(\.path) == ["set/cat/b.npy", "set/cat/row.npy", "set/dog/a.npy"])
        #expect(table.classes == ["cat", "dog"] && table.labels == ["cat", "cat", "dog"])
        #expect(table.clips.map(\.features?.steps) == [9, 1, 4] && table.clips.allSatisfy { $0.features?.width == 6 })
        #expect(table.clips.allSatisfy { $0.isFeaturesAlone && $0.seconds == 0 && $0.channels == 0 })
        #expect(
            Set(table.unreadable) == [
                .init(
                    path: "set/cat/cube.npy", reason: "holds 2 x 2 x 6 numbers; features are rows of numbers, one for each moment"
                ),
                .init(path: "set/dog/cut.npy", reason: "has 95 bytes of numbers where its shape [4, 6] asks for another amount"),
                .init(path: "set/stray.npy", reason: "it lies in no class's sub-folder"),
            ])
    }

    @Test func namesInTwoFormsOfUnicodeAreTwoFiles() throws {
        try corpus.sound("dog/\u{E9}.wav", samples: 4000)
        try corpus.sound("dog/e\u{301}.wav", pitch: 2, samples: 8000)
        let table = try corpus.read().table
        #expect(table.clips.map(\.seconds).sorted() == [0.5, 1] && Set(table.clips.map(\.digest)).count == 2)
    }

    @Test func featuresBelongToTheClipThatTheyAreCalledLike() throws {
        try corpus.sound("dog/a.wav")
        try corpus.sound("cat/b.wav", pitch: 2)
        try features("features/a.npy")
        try features("features/elsewhere.npy")
        let table = try corpus.read().table
        #expect(table.clips.map(\.path) == ["set/cat/b.wav", "set/dog/a.wav"] && table.classes == ["cat", "dog"])
        #expect(table.clips.map(\.features?.path) == [nil, "set/features/a.npy"] && !table.clips[1].isFeaturesAlone)
        #expect(table.clips[1].channels == 1 && table.unreadable.isEmpty)
        #expect(try table.cells(of: "features") == ["", "set/features/a.npy"])
        try corpus.write("no numbers", "features/b.npy")
        let (damaged, notes) = try corpus.read()
        #expect(
            damaged.clips.count == 2 && damaged.unreadable == [.init(path: "set/features/b.npy", reason: "is not a NumPy file")])
        #expect(notes == ["the features of 1 clip of 'set' cannot be used; the field 'unreadable' says which and why"])
        // In a folder of its own table, a row may name them.
        try corpus.write("file,label\nelsewhere.npy,bird\na,dog\n", "set.csv")
        #expect(try corpus.read().table.clips.map(\.path) == ["set/features/elsewhere.npy", "set/dog/a.wav"])
    }
}
