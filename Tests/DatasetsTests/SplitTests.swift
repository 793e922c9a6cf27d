import Testing

@testable import Datasets

@Suite struct SplitTests {
    /// Clips of given classes, all of different content.
    private func table(_ labels: [Int], columns: [ClipTable.Column] = [], digests: [Int: String] = [:]) -> ClipTable {
        ClipTable(
            classes: (0...(labels.max() ?? 0)).map { "c\($0)" },
            clips: labels.enumerated().map {
                Clip(path: "\($0).wav", digest: digests[$0] ?? "d\($0)", seconds: Double($0), rate: 8000, channels: 1, label: $1)
            }, columns: columns)
    }

    private func fault(_ body: () throws -> Void) -> DatasetFault? {
        do {
            try body()
            return nil
        } catch { return error as? DatasetFault }
    }

    @Test func aShareIsTakenOfEveryClass() throws {
        // 40, 20 and 10 clips, interleaved.
        let labels = (0..<70).map { $0 % 7 < 4 ? 0 : $0 % 7 < 6 ? 1 : 2 }
        let (split, notes) = try Split.cut(
            table(labels), by: nil, test: .share(0.2), validate: .share(0.25), seed: 1)
        func counts(_ side: Split.Side) -> [Int] {
            let clips = split[side].clips
            return (0..<3).map { label in clips.count { $0.label == label } }
        }
        #expect(counts(.test) == [8, 4, 2] && counts(.validate) == [8, 4, 2] && counts(.train) == [24, 12, 6])
        #expect(notes.isEmpty)
        #expect(try Split.cut(table(labels), by: nil, test: .share(0.2), validate: .share(0.25), seed: 1).split == split)
        #expect(try Split.cut(table(labels), by: nil, test: .share(0.2), validate: .share(0.25), seed: 2).split != split)
    }

    @Test func manySmallClassesStillGiveTheShareOfTheWhole() throws {
        let labels = (0..<100).map { $0 / 2 }
        let (split, notes) = try Split.cut(table(labels), by: nil, test: .share(0.2), validate: nil, seed: 3)
        #expect(split.count(.test) == 20)
        #expect(Set(split[.train].clips.map(\.label)).count == 50)
        #expect(notes == ["no clip of 30 classes is in test"])
    }

    @Test func aShareByColumnTakesWholeGroups() throws {
        let speakers = (0..<100).map { "s\($0 / 10)" }
        let table = table((0..<100).map { $0 % 5 }, columns: [.init("speaker", speakers)])
        for seed in 1...5 {
            let split = try Split.cut(table, by: "speaker", test: .share(0.2), validate: .share(0.1), seed: UInt64(seed)).split
            #expect(split.count(.test) == 20 && split.count(.validate) == 10)
            let sides = Split.Side.allCases.map { Set(split[$0].columns[0].values) }
            #expect(
                sides[0].isDisjoint(with: sides[1]) && sides[0].isDisjoint(with: sides[2]) && sides[1].isDisjoint(with: sides[2]))
        }
        let two = self.table((0..<100).map { $0 % 5 }, columns: [.init("speaker", (0..<100).map { "s\($0 / 50)" })])
        let (split, notes) = try Split.cut(two, by: "speaker", test: .share(0.2), validate: nil, seed: 1)
        #expect(split.count(.test) == 50)
        #expect(notes == ["test is 50 % of the clips instead of 20 %: clips of one speaker stay together"])
    }

    @Test func partsOfOneRecordingOnSeveralSidesAreSaid() throws {
        let table = table((0..<40).map { $0 % 2 }, columns: [.init("src_file", (0..<40).map { $0 < 38 ? "r\($0 / 4)" : "" })])
        let (_, notes) = try Split.cut(table, by: nil, test: .share(0.5), validate: nil, seed: 1)
        #expect(notes.count == 1 && notes[0].contains("values of src_file are on several sides"))
        #expect(try Split.cut(table, by: "src_file", test: .share(0.5), validate: nil, seed: 1).notes.isEmpty)
    }

    @Test func valuesNameTheSides() throws {
        let table = table((0..<20).map { $0 % 2 }, columns: [.init("fold", (0..<20).map { "\($0 / 4 + 1)" })])
        let split = try Split.cut(
            table, by: "fold", test: .cells([.number(5)]), validate: .cells([.word("4"), .number(3)]), seed: 1
        ).split
        #expect(Split.Side.allCases.map(split.count) == [8, 8, 4])
        #expect(split[.test].columns[0].values == ["5", "5", "5", "5"])
        #expect(split[.test].classes == table.classes)

        #expect(
            fault { _ = try Split.cut(table, by: "fold", test: .cells([.number(6)]), validate: nil, seed: 1) }
                == .noValue(column: "fold", value: "6", values: ["1", "2", "3", "4", "5"], option: "test"))
        #expect(
            fault { _ = try Split.cut(table, by: "folt", test: .cells([.number(6)]), validate: nil, seed: 1) }
                == .noColumn(
                    name: "the data set", column: "folt", columns: ["fold", "class", "path", "seconds", "rate", "channels"]))
        #expect(
            fault { _ = try Split.cut(table, by: "fold", test: .cells([.number(5)]), validate: .cells([.number(5)]), seed: 1) }
                == .overlap(column: "fold", value: "5"))
        let all = Split.Portion.cells((1...5).map { SoughtCell.number(Double($0)) })
        #expect(
            fault { _ = try Split.cut(table, by: "fold", test: all, validate: nil, seed: 1) }
                == .emptySide(side: "train", why: "all 20 clips are asked for elsewhere"))
    }

    @Test func whatIsLeftOfOneGroupIsValidatedByClip() throws {
        let table = table((0..<40).map { $0 % 2 }, columns: [.init("split", (0..<40).map { $0 < 20 ? "train" : "test" })])
        let split = try Split.cut(table, by: "split", test: .cells([.word("test")]), validate: .share(0.1), seed: 1).split
        #expect(Split.Side.allCases.map(split.count) == [18, 2, 20])
        #expect(Set(split[.validate].clips.map(\.label)) == [0, 1])
        let one = self.table([0, 1], columns: [.init("split", ["x", "x"])])
        #expect(
            fault { _ = try Split.cut(one, by: "split", test: .share(0.5), validate: nil, seed: 1) }
                == .oneGroup(column: "split", value: "x", side: "test"))
    }

    @Test func copiesOfOneContentAreNeverOnTwoSides() throws {
        let digests = Dictionary(uniqueKeysWithValues: (0..<40).map { ($0, "d\($0 % 20)") })
        let copies = table((0..<40).map { $0 % 2 }, columns: [.init("fold", (0..<40).map { "\($0 / 20)" })], digests: digests)
        for seed in 1...5 {
            let split = try Split.cut(copies, by: nil, test: .share(0.2), validate: .share(0.2), seed: UInt64(seed)).split
            let sides = Split.Side.allCases.map { Set(split[$0].clips.map(\.digest)) }
            #expect(
                sides[0].isDisjoint(with: sides[1]) && sides[0].isDisjoint(with: sides[2]) && sides[1].isDisjoint(with: sides[2]))
            #expect(split.count(.test) == 8)
        }
        let two = table([0, 1, 0, 1], columns: [.init("fold", ["1", "1", "2", "3"])], digests: [0: "same", 2: "same"])
        let (split, notes) = try Split.cut(two, by: "fold", test: .cells([.number(2)]), validate: nil, seed: 1)
        #expect(split.sides == [.test, .train, .test, .train])
        #expect(notes.first == "1 clip is a copy of clips on another side and goes there")
    }

    @Test func theOnlyClipOfAClassStaysInTrain() throws {
        let (split, notes) = try Split.cut(table([0, 0, 0, 0, 1]), by: nil, test: .share(0.5), validate: nil, seed: 1)
        #expect(split.sides[4] == .train && split.count(.test) == 2)
        #expect(notes == ["the only clip of 'c1' is not in test"])
        #expect(
            fault { _ = try Split.cut(table([0, 1, 2]), by: nil, test: .share(0.5), validate: nil, seed: 1) }
                == .emptySide(side: "test", why: "each class has one clip, which stays in train"))
        #expect(
            fault { _ = try Split.cut(table([0]), by: nil, test: .share(0.5), validate: nil, seed: 1) }
                == .emptySide(side: "test", why: "there is one clip"))
        #expect(
            fault { _ = try Split.cut(table([0, 0]), by: nil, test: .share(5), validate: nil, seed: 1) }
                == .noShare(side: "test", value: 5))
    }

    @Test func conditionsChooseClips() throws {
        let data = table([0, 1, 2, 1], columns: [.init("fold", ["1", "2", "x", "2"])])
        let part = try data.filtered(by: "class", .init(isOneOf: [.word("c1"), .word("c2")]))
        #expect(part.clips.map(\.path) == ["1.wav", "2.wav", "3.wav"])
        #expect(part.classes == ["c1", "c2"] && part.clips.map(\.label) == [0, 1, 0])
        #expect(part.columns[0].values == ["2", "x", "2"])
        let rest = try data.filtered(by: "fold", .init(isNoneOf: [.number(2)]))
        #expect(rest.clips.map(\.path) == ["0.wav", "2.wav"] && rest.classes.count == 3)
        #expect(try data.filtered(by: "seconds", .init(above: 0, below: 3)).clips.count == 2)
        #expect(fault { _ = try data.filtered(by: "fold", .init(above: 1)) } == .notNumbers(column: "fold", value: "x"))
        let gaps = table([0, 1, 2, 1], columns: [.init("pitch", ["110", "", "440", ""])])
        #expect(try gaps.filtered(by: "pitch", .init(above: 200)).clips.map(\.path) == ["2.wav"])
        #expect(try gaps.filtered(by: "pitch", .init(below: 1000)).clips.map(\.path) == ["0.wav", "2.wav"])
        #expect(fault { _ = try data.filtered(by: "fold", .init()) } == .noCondition)
        #expect(
            fault { _ = try data.filtered(by: "class", .init(isOneOf: [.word("dog")])) }
                == .noValue(column: "class", value: "dog", values: ["c0", "c1", "c2"], option: "is"))
        #expect(
            fault { _ = try data.filtered(by: "seconds", .init(above: 9)) }
                == .nothingLeft(conditions: "seconds above 9", column: "seconds", values: ["0.0", "1.0", "2.0", "3.0"]))
    }
}
