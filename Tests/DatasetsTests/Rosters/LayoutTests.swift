import Testing

@testable import Datasets

/// What is the same of all forms of data sets.
@Suite struct LayoutTests {
    @Test(arguments: [
        // A clip by its name, or what may be one, wherever it lies.
        ("dog/a.wav", counts: true, besideList: true, mayBeNamed: false),
        ("a/b/no ending", true, true, false),
        ("features/a.npy", true, true, false),
        ("dog/picture.png", false, false, false),
        // Of several tables one is read alone; what explains them counts.
        ("set.csv", true, false, true),
        ("train.TSV", true, false, true),
        ("class_labels_indices.csv", true, true, true),
        ("video_ids.csv", true, true, true),
        ("ontology.json", true, true, false),
        ("other.json", false, false, false),
        ("captions_train.txt", true, true, true),
        ("dataSplit.txt", true, true, true),
        ("README.txt", false, false, false),
        ("align/s1/a.align", true, true, false),
    ])
    func someFilesCount(path: String, counts: Bool, besideList: Bool, mayBeNamed: Bool) {
        #expect(DatasetFiles.matters(path) == counts)
        #expect(DatasetFiles.mattersBesideList(path) == besideList)
        #expect(DatasetFiles.mayBeNamed(path) == mayBeNamed)
    }

    @Test(arguments: ["captions.txt", "ontology.json", "a/b/c/set.csv"])
    func someListsCountAtTheTopAlone(path: String) {
        #expect(!DatasetFiles.matters("below/" + path))
        #expect(DatasetFiles.mayBeNamed("below/" + path) == DatasetFiles.mayBeNamed(path))
    }

    @Test func whatAFormDoesNotTakeIsRefused() throws {
        let every = [DatasetChoices(file: "x"), .init(label: "x"), .init(audio: "x"), .init(level: 1)]
        func refused(_ file: (name: String, text: String)?, _ expected: [DatasetFault?]) throws {
            let corpus = try Corpus()
            try corpus.sound("dog/a.wav")
            if let file { try corpus.write(file.text, file.name) }
            for (choices, fault) in zip(every, expected) where fault != nil {
                #expect(corpus.fault("", choices) as? DatasetFault == fault)
            }
        }
        let refusal = DatasetFault.tableOptions(name: "set")
        try refused(nil, [refusal, refusal, refusal, refusal])
        try refused(("segments.csv", "# YTID, start_seconds, end_seconds, positive_labels\n"), [refusal, refusal, refusal, nil])
        try refused(("captions.txt", "a\tit barks\n"), [refusal, refusal, refusal, refusal])
        try refused(("dog/a.align", "0 1 bin\n"), [refusal, nil, refusal, refusal])
        try refused(("set.csv", "file,label\na.wav,dog\n"), [nil, nil, nil, .noOntology(name: "set/set.csv")])
    }

    @Test func helpSpeaksOfAll() {
        let (usual, named) = (DatasetSource.usualForms, DatasetSource.namedForms)
        #expect(
            usual.hasPrefix("A folder has a sub-folder") && named.hasPrefix("AudioSet (layout: audioset): a table of segments"))
        for layout in Layouts.all {
            #expect(layout.help.hasSuffix(".") && !layout.help.contains("\n"))
            #expect(
                layout.name.map { named.contains("\($0) (layout: \(layout.word)): \(layout.help)") }
                    ?? usual.contains(layout.help))
        }
    }
}
