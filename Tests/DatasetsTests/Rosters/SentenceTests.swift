import Foundation
import Tensors
import Testing

@testable import Datasets

/// Sentences by ids, as MSVD, MPII-MD and LSMDC have them.
@Suite struct SentenceTests {
    let corpus: Corpus

    init() throws { corpus = try Corpus() }

    private static let first = "1012_Unbreakable_00.05.16.065-00.05.21.941"
    private static let second = "1012_Unbreakable_01.02.27.034-01.02.29.034"
    private static let third = "0001_American_Beauty_00.00.51.926-00.00.54.129"

    @Test func filmsHaveTimesSentencesAndNoNames() throws {
        try corpus.movie("1012_Unbreakable/\(Self.first).mp4")
        try corpus.movie("1012_Unbreakable/\(Self.second).mp4", pictures: 6)
        try corpus.movie("0001_American_Beauty/\(Self.third).mp4", pictures: 7)
        try corpus.write(
            """
            \(Self.first)\t00.05.16.565\t00.05.21.441\t00.05.16.065\t00.05.21.941\t<PERSON>Elijah</PERSON> looks at <PERSON>David</PERSON>.
            \(Self.first)\t00.05.16.565\t00.05.21.441\t00.05.16.065\t00.05.21.941\tHe says "no.
            9_Lost_00.00.01.000-00.00.02.500\t00.00.01.000\t00.00.02.500\t00.00.01.000\t00.00.02.500\tSOMEONE<2> leaves.
            \(Self.second)\t1\t2\t3\t4\tThese are no times.

            """, "LSMDC16_annos_training.csv")
        try corpus.write(
            "\(Self.third)\t00.00.51.926\t00.00.54.129\t00.00.51.926\t00.00.54.129\tSOMEONE<12> waves at SOMEONE.\n",
            "LSMDC16_annos_val.csv")
        // A blind test has no sentences.
        try corpus.write(
            "\(Self.second)\t01.02.27.034\t01.02.29.034\t01.02.27.034\t01.02.29.034\n", "LSMDC16_annos_blindtest.csv")
        let table = try corpus.read().table
        #expect(
            table.clips.map(\.captions) == [[], ["SOMEONE looks at SOMEONE.", "He says \"no."], ["SOMEONE waves at SOMEONE."]])
        #expect(try table.cells(of: "id") == [Self.second, Self.first, Self.third])
        #expect(try table.cells(of: "split") == ["test", "train", "val"])
        #expect(try table.cells(of: "source") == ["1012_Unbreakable", "1012_Unbreakable", "0001_American_Beauty"])
        #expect(try table.cells(of: "start") == ["3747.034", "316.065", "51.926"])
        #expect(try table.cells(of: "end") == ["3749.034", "321.941", "54.129"])
        #expect(table.classes.isEmpty && table.clips.allSatisfy { $0.pictures != nil })
        #expect(
            Set(table.unreadable) == [
                .init(
                    path: "9_Lost_00.00.01.000-00.00.02.500",
                    reason: "neither its movie nor its features are here (1 sentence, 1 to 2.5 s)"),
                .init(
                    path: "set/LSMDC16_annos_training.csv:4",
                    reason: "the line is not an id, a tab and a sentence, nor has it four times between them"),
            ])
        // The clips of one film stay together.
        #expect(try table.inseparable == [[0, 1], [2]])
        #expect(try corpus.read("LSMDC16_annos_val.csv").table.clips.count == 1)
    }

    @Test func pairsOfIdAndSentenceTakeTheirPartFromTheFilm() throws {
        try corpus.movie("\(Self.first).mp4")
        try corpus.movie("\(Self.third).mp4", pictures: 7)
        try corpus.write(
            "\(Self.first)\tSOMEONE runs.\n\(Self.third)\tSOMEONE waves.\n\(Self.first)\tHe falls.\n", "annotations-someone.csv")
        try corpus.write("1012_Unbreakable\ttraining\n0001_American_Beauty\tvalidation\n", "dataSplit.txt")
        let table = try corpus.read().table
        #expect(table.clips.map(\.captions) == [["SOMEONE runs.", "He falls."], ["SOMEONE waves."]])
        #expect(try table.cells(of: "split") == ["train", "val"])
        #expect(try table.cells(of: "start") == ["316.065", "51.926"])
    }

    @Test func aClipIsFoundByItsIdOrWhatTheIdMeans() throws {
        try corpus.movie("vid1_abc_1_4.mp4")
        try corpus.movie("clips/-4wsuPCjDBc_5_15.mp4", pictures: 6)
        try corpus.write(NPY.bytes(of: Tensor([4, 6], [Float](repeating: 1, count: 24))), "features/vid3_x_y_7_9.npy")
        try corpus.write("text", "features/vid5_x_1_2.npy")
        try corpus.write("vid,youtube_clip\nvid2,-4wsuPCjDBc_5_15\n", "video_ids.csv")
        try corpus.write("vid1\ta dog\nvid2\ta cat\nvid4\ta cow\nvid4\ta bull\n", "captions_train.txt")
        try corpus.write("vid3\ta fish\nvid5\ta hen\n", "captions_test.txt")
        let (table, notes) = try corpus.read()
        #expect(
            table.clips.map(\.path) == [
                "set/features/vid3_x_y_7_9.npy", "set/vid1_abc_1_4.mp4", "set/clips/-4wsuPCjDBc_5_15.mp4",
            ])
        #expect(try table.cells(of: "features") == ["set/features/vid3_x_y_7_9.npy", "", ""])
        #expect(table.clips.map { $0.features?.width } == [6, nil, nil] && table.clips[0].features?.steps == 4)
        #expect(table.clips[0].isFeaturesAlone && table.clips[0].features?.digest == table.clips[0].digest)
        #expect(try table.cells(of: "split") == ["test", "train", "train"])
        #expect(try table.cells(of: "source") == ["x_y", "abc", "-4wsuPCjDBc"])
        #expect(table.clips[0].seconds == 2 && table.clips[0].rate == 0 && table.clips[0].pictures == nil)
        #expect(
            Set(table.unreadable) == [
                .init(path: "vid4", reason: "neither its movie nor its features are here (2 sentences)"),
                .init(path: "set/features/vid5_x_1_2.npy", reason: "is not a NumPy file"),
            ])
        #expect(notes.count == 1 && notes[0].hasPrefix("2 of 5 clips of 'set' cannot be used"))
    }

    @Test func sentencesWithoutClipsAreListed() throws {
        try corpus.write("vid1\ta dog\nvid2\ta cat\n", "captions.txt")
        for name in ["", "captions.txt"] {
            let (table, notes) = try corpus.read(name)
            #expect(table.clips.isEmpty && table.unreadable.map(\.path) == ["vid1", "vid2"])
            #expect(notes.count == 1 && notes[0].hasSuffix("each called as its id, such as vid1.mp4"))
        }
        #expect(corpus.fault("", DatasetChoices(label: "x")) as? DatasetFault == .tableOptions(name: "set"))
        try corpus.write([0x76, 0x09, 0xE9, 0x0A], "captions.txt")
        #expect(corpus.fault()?.cause == "'set/captions.txt' is not UTF-8 text")
    }

    @Test(
        arguments: [
            ("01.02.27.034", 3747.034), ("00.00.00.000", 0), ("1.2.3", nil), ("1.2.3.4.5", nil), ("a.b.c.d", nil), ("", nil),
            ("00.-1.00.000", nil), ("00.00.00.", nil), ("9223372036854775807.0.0.0", 9_223_372_036_854_775_807 * 3600),
            ("99999999999999999999.0.0.0", nil),
        ] as [(String, Double?)])
    func timesAreHoursMinutesSecondsAndThousandths(text: String, seconds: Double?) {
        #expect(SentenceList.seconds(text) == seconds)
    }

    /// Lists, word times, segments and the ontology out of random pieces of such files.
    @Test func randomBytesNeverEndTheProgram() throws {
        let random = Philox(seed: 6, purpose: "sentences")
        let pieces = [
            "a", "\t", "\n", "\r\n", "01.02.03.004", "9223372036854775807.1.1.1", "<PERSON>", "</PERSON>", "SOMEONE<", ">",
            "1000", "-1", "1e999",
            "nan", " ", "sil", "# YTID", ",", "\"", "/m/a", "[", "]", "{\"id\":\"/m/a\",\"name\":\"a\",\"child_ids\":[\"/m/a\"]}",
            "\u{FEFF}", "a_1_2",
        ]
        try corpus.sound("a.wav")
        for round in 0..<300 {
            var bytes: [UInt8] = []
            for place in 1...(1 + Int(random.bits(round * 100) % 40)) {
                bytes += Array(pieces[Int(random.bits(round * 100 + place)) % pieces.count].utf8)
            }
            _ = Alignment(bytes)
            for row in try SentenceList(bytes, name: "x").rows { #expect(!row.id.isEmpty && row.part?.start ?? 0 >= 0) }
            for file in ["captions.txt", "segments.csv", "ontology.json"] { try corpus.write(bytes, file) }
            for level in [nil, 1, 8] {
                if let fault = corpus.fault("", DatasetChoices(level: level)) { #expect(!fault.cause.isEmpty) }
            }
        }
    }
}
