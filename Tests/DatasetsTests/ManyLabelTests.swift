import Testing

@testable import Datasets

/// Clips of several classes, chosen, split and cut into folds.
@Suite struct ManyLabelTests {
    private func table(_ labels: [[Int]]) -> ClipTable {
        let clips = labels.enumerated().map { index, labels in
            var clip = Clip(
                path: "\(index).wav", digest: "d\(index)", seconds: 1, rate: 8000, channels: 1, label: labels.first ?? 0)
            clip.labels = labels
            return clip
        }
        return ClipTable(classes: (0...(labels.joined().max() ?? 0)).map { "c\($0)" }, clips: clips)
    }

    private func counts(_ table: ClipTable) -> [Int] {
        table.classes.indices.map { label in table.clips.count { $0.allLabels.contains(label) } }
    }

    @Test func aClipIsChosenByAnyOfItsClasses() throws {
        let data = table([[0, 1], [1], [2], [0, 2], []])
        func paths(_ condition: ClipTable.Condition) throws -> [String] {
            try data.filtered(by: "class", condition).clips.map(\.path)
        }
        #expect(try paths(.init(isOneOf: [.word("c0")])) == ["0.wav", "3.wav"])
        #expect(try paths(.init(isOneOf: [.word("c0"), .word("c1")])) == ["0.wav", "1.wav", "3.wav"])
        #expect(try paths(.init(isNoneOf: [.word("c0")])) == ["1.wav", "2.wav", "4.wav"])
        // The classes of the clips that are left, under their new numbers.
        let part = try data.filtered(by: "class", .init(isNoneOf: [.word("c1")]))
        #expect(
            part.classes == ["c0", "c2"] && part.clips.map(\.labels) == [[1], [0, 1], []] && part.labels == ["c2", "c0; c2", ""])
        #expect(throws: DatasetFault.self) { try data.filtered(by: "class", .init(isOneOf: [.word("c0; c1")])) }
        let split = try Split.cut(data, by: "class", test: .cells([.word("c0")]), validate: nil, seed: 1).split
        #expect(split[.test].clips.map(\.path) == ["0.wav", "3.wav"])
    }

    @Test func everyClassHasItsShareOnBothSides() throws {
        // Classes of 60, 40, 20, 12 and 8 clips; every clip has one to three.
        let labels = (0..<80).map { i in
            let isOf = [i % 4 != 0, i % 2 == 0, i % 4 == 3, i % 7 == 0, i % 10 == 5]
            return isOf.indices.filter { isOf[$0] }
        }
        let data = table(labels)
        #expect(counts(data) == [60, 40, 20, 12, 8])
        for seed in 1...5 {
            let (split, notes) = try Split.cut(data, by: nil, test: .share(0.25), validate: nil, seed: UInt64(seed))
            #expect((18...22).contains(split.count(.test)) && notes.isEmpty, "\(split.count(.test)) \(notes)")
            for (count, whole) in zip(counts(split[.test]), [60, 40, 20, 12, 8]) {
                #expect(abs(Double(count) - Double(whole) / 4) <= 1.5, "\(count) of \(whole)")
            }
        }
    }

    @Test func foldsHaveAboutAsManyClipsOfEveryClass() throws {
        let labels = (0..<100).map { i in i % 5 == 0 ? [0, 1] : i % 5 < 3 ? [0] : i % 5 == 3 ? [1, 2] : [2] }
        let data = table(labels)
        let folds = try data.folds(5, seed: 3)
        for fold in 0..<5 {
            let part = data.selecting(data.clips.indices.filter { folds[$0] == fold })
            #expect((18...22).contains(part.clips.count))
            for (count, whole) in zip(counts(part), counts(data)) { #expect(abs(count - whole / 5) <= 2, "\(count) of \(whole)") }
        }
    }
}
