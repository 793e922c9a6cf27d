import Foundation
import Tensors
import Testing

@testable import Datasets

/// Data sets as their makers hand them out, in small copies of their layouts.
@Suite struct HandedOutTests {
    let corpus: Corpus

    init() throws { corpus = try Corpus() }

    /// The values of a column, by the paths of the clips.
    private func column(_ name: String, of table: ClipTable) throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: zip(table.clips.map(\.path), try table.cells(of: name)))
    }

    /// ESC-50's repository: sounds, a table in a folder of its own, and what else lies there.
    @Test(arguments: ["", "ESC-50-master/"]) func esc50(wrapper: String) throws {
        var rows = "filename,fold,target,category,esc10,src_file,take\n"
        for fold in 1...5 {
            for (target, category) in [(0, "dog"), (11, "sea_waves")] {
                for take in ["A", "B"] {
                    let name = "\(fold)-\(100 + fold)\(target)-\(take)-\(target).wav"
                    try corpus.sound("\(wrapper)audio/\(name)", pitch: fold * 7 + target + (take == "A" ? 1 : 2))
                    rows +=
                        "\(name),\(fold),\(target),\(category),\(target == 0 ? "True" : "False"),\(100 + fold)\(target),\(take)\n"
                }
            }
        }
        try corpus.write(rows, wrapper + "meta/esc50.csv")
        try corpus.write("x", wrapper + "meta/esc50-human.xlsx")
        try corpus.write("x", wrapper + "README.md")
        try corpus.write("x", wrapper + "requirements.txt")
        try corpus.write("import pytest", wrapper + "tests/test_dataset.py")
        let (table, notes) = try corpus.read()
        #expect(table.clips.count == 20 && table.classes == ["dog", "sea_waves"] && table.unreadable.isEmpty)
        #expect(try ClipTable.values(in: table.cells(of: "fold")) == ["1", "2", "3", "4", "5"])
        #expect(table.sourceColumn == "src_file")
        #expect(notes.contains("'set/\(wrapper)meta/esc50.csv' says what the clips are"), "\(notes)")
        #expect(notes.count == 1, "\(notes)")
        // By fold: takes of one recording stay together.
        let cut = try Split.cut(table, by: "fold", test: .cells([.number(5)]), validate: nil, seed: 1)
        #expect(cut.split.count(.test) == 4 && cut.notes.isEmpty)
        let random = try Split.cut(table, by: nil, test: .share(0.2), validate: nil, seed: 1)
        #expect(random.notes.contains { $0.contains("src_file") })
    }

    @Test func esc50BySoundsAlone() throws {
        for fold in 1...2 {
            for target in [0, 49] { try corpus.sound("audio/\(fold)-100032-A-\(target).wav", pitch: fold + target) }
        }
        let table = try corpus.read().table
        #expect(try table.classes == ["dog", "hand_saw"] && Set(table.cells(of: "fold")) == ["1", "2"])
    }

    /// UrbanSound8K: the start and the end of a row are those of the recording, not of the slice.
    @Test(arguments: [true, false]) func urbanSound8K(hasTable: Bool) throws {
        var rows = "slice_file_name,fsID,start,end,salience,fold,classID,class\n"
        let names = ["air_conditioner", "car_horn", "children_playing", "dog_bark"]
        for fold in 1...10 {
            for label in 0..<4 {
                let name = "10\(fold / 2)\(label)-\(label)-0-\(fold).wav"
                try corpus.sound("audio/fold\(fold)/\(name)", pitch: fold * 5 + label)
                rows += "\(name),10\(fold / 2)\(label),\(fold * 10).0,\(fold * 10 + 4).0,1,\(fold),\(label),\(names[label])\n"
            }
        }
        if hasTable {
            try corpus.write(rows, "metadata/UrbanSound8K.csv")
            try corpus.write("Freesound", "FREESOUNDCREDITS.txt")
            try corpus.write("x", "audio/fold1/.DS_Store")
        }
        let (table, notes) = try corpus.read()
        #expect(table.clips.count == 40 && table.classes == names)
        #expect(table.clips.allSatisfy { $0.seconds == 0.5 && $0.start == nil })
        #expect(try ClipTable.values(in: table.cells(of: "fold")) == (1...10).map(String.init))
        #expect(table.sourceColumn == "fsID" && notes.count == 1, "\(notes)")
        let cut = try Split.cut(table, by: "fold", test: .cells([.number(10)]), validate: nil, seed: 1)
        #expect(cut.split.count(.test) == 4)
        #expect(cut.notes.isEmpty)
        let odd = try Split.cut(table, by: "fold", test: .cells([.number(3)]), validate: nil, seed: 1)
        #expect(odd.notes.contains { $0.contains("4 values of fsID are on several sides") })
    }

    @Test func gtzan() throws {
        var rows = "filename,length,tempo,label\n"
        for genre in ["blues", "rock"] {
            for number in 0..<3 {
                try corpus.sound("Data/genres_original/\(genre)/\(genre).0000\(number).wav", pitch: number + genre.count)
                rows += "\(genre).0000\(number).wav,661794,\(100 + number).5,\(genre)\n"
            }
            try corpus.write([0x89, 0x50], "Data/images_original/\(genre)/\(genre)00000.png")
        }
        #expect(try corpus.read().table.classes == ["blues", "rock"])
        // As Kaggle has it, with tables of features of which one speaks of files that are not there.
        try corpus.write(rows, "Data/features_30_sec.csv")
        try corpus.write(rows.replacing(".wav", with: ".0.wav"), "Data/features_3_sec.csv")
        for name in ["", "Data"] {
            let (table, notes) = try corpus.read(name)
            #expect(table.classes == ["blues", "rock"] && table.clips.count == 6 && table.unreadable.isEmpty, "\(notes)")
            #expect(notes.contains { $0.hasPrefix("'set/Data/features_3_sec.csv' is left aside") }, "\(notes)")
        }
    }

    @Test(arguments: ["", "SpeechCommands/speech_commands_v0.02/"]) func speechCommands(wrapper: String) throws {
        for (index, word) in ["down", "up"].enumerated() {
            for (number, speaker) in ["0a7c2a8d", "0a9f9af7", "0b09edd3"].enumerated() {
                for take in 0...1 {
                    try corpus.sound("\(wrapper)\(word)/\(speaker)_nohash_\(take).wav", pitch: index * 10 + number * 2 + take)
                }
            }
        }
        for name in ["doing_the_dishes", "white_noise"] {
            try corpus.sound("\(wrapper)_background_noise_/\(name).wav", pitch: name.count)
        }
        try corpus.write("noise", wrapper + "_background_noise_/README.md")
        try corpus.write("up/0a9f9af7_nohash_0.wav\nup/0a9f9af7_nohash_1.wav\n", wrapper + "validation_list.txt")
        try corpus.write("down/0b09edd3_nohash_0.wav\nnone/1_nohash_0.wav\n", wrapper + "testing_list.txt")
        let (table, notes) = try corpus.read()
        #expect(table.classes == ["down", "up"] && table.clips.count == 12 && table.unreadable.isEmpty)
        let split = try column("split", of: table)
        #expect(split["set/\(wrapper)up/0a9f9af7_nohash_1.wav"] == "validation")
        #expect(split["set/\(wrapper)down/0b09edd3_nohash_0.wav"] == "test" && split.values.count { $0 == "train" } == 9)
        #expect(try Set(table.cells(of: "speaker")) == ["0a7c2a8d", "0a9f9af7", "0b09edd3"])
        #expect(notes.contains("2 files in '_background_noise_' belong to no class and are left aside"))
        #expect(
            notes.contains { $0.hasPrefix("1 of the lists' files, such as 'none/1_nohash_0.wav', is not in 'set") }, "\(notes)")
        let cut = try Split.cut(
            table, by: "split", test: .cells([.word("test")]), validate: .cells([.word("validation")]), seed: 1)
        #expect(cut.split.count(.test) == 1 && cut.split.count(.validate) == 2)
        #expect(cut.notes.contains { $0.contains("of speaker are on several sides") }, "\(cut.notes)")
    }

    @Test(arguments: ["", "Audio_Speech_Actors_01-24/"]) func ravdess(wrapper: String) throws {
        for actor in ["01", "02"] {
            for emotion in 1...8 {
                try corpus.sound(
                    "\(wrapper)Actor_\(actor)/03-01-0\(emotion)-01-02-01-\(actor).wav", pitch: emotion * 3 + Int(actor)!)
            }
        }
        let (table, notes) = try corpus.read()
        #expect(table.classes == ["angry", "calm", "disgust", "fearful", "happy", "neutral", "sad", "surprised"])
        #expect(try table.clips.count == 16 && Set(table.cells(of: "speaker")) == ["1", "2"])
        #expect(try Set(table.cells(of: "modality")) == ["audio"] && Set(table.cells(of: "intensity")) == ["normal"])
        #expect(notes.count == 1 && notes[0].hasPrefix("the names of the files are RAVDESS's: the class is the emotion"))
        let cut = try Split.cut(table, by: nil, test: .share(0.25), validate: nil, seed: 1)
        #expect(cut.notes.contains { $0.contains("'split ... by speaker' keeps them together") })
        #expect(try corpus.read("", DatasetChoices(label: "speaker")).table.classes == ["1", "2"])
        #expect(corpus.fault("", DatasetChoices(label: "mood"))?.option == "label")
    }

    @Test(arguments: [
        (["1001_DFA_ANG_XX.wav", "1002_IEO_HAP_HI.wav"], ["anger", "happy"]),
        (["03a01Fa.wav", "08b09Wb.wav"], ["anger", "happiness"]),
        (["0_jackson_0.wav", "7_theo_12.wav"], ["0", "7"]),
    ]) func otherNamesThatCode(names: [String], classes: [String]) throws {
        for (index, name) in names.enumerated() { try corpus.sound("wav/\(name)", pitch: index + 1) }
        #expect(try corpus.read().table.classes == classes)
    }

    /// Names like those of a coding in folders of classes: the folders count.
    @Test func namesInFoldersOfClassesCodeNothing() throws {
        for (index, name) in ["cat/0_tom_1.wav", "dog/1_rex_2.wav"].enumerated() { try corpus.sound(name, pitch: index + 1) }
        #expect(try corpus.read().table.classes == ["cat", "dog"])
    }

    @Test(arguments: [
        ["train", "test", "validation"], ["Training", "Testing"], ["dev", "eval"], ["train_set", "val", "test_set"],
    ])
    func splits(names: [String]) throws {
        for (index, split) in names.enumerated() {
            for label in ["cat", "dog"] {
                try corpus.sound(
                    "\(split)/\(label)/\(split)\(label).wav", pitch: index * 2 + label.count * 9 + (label == "cat" ? 1 : 0))
            }
        }
        let (table, notes) = try corpus.read()
        #expect(table.classes == ["cat", "dog"] && table.clips.count == names.count * 2)
        #expect(try Set(table.cells(of: "split")) == Set(names))
        #expect(notes.count == 1 && notes[0].hasPrefix("the folders of 'set' are taken for splits: "), "\(notes)")
        let cut = try Split.cut(table, by: "split", test: .cells([.word(names[1])]), validate: nil, seed: 1)
        #expect(cut.split.count(.test) == 2)
        // What else could be meant can be asked for.
        #expect(try corpus.read("", DatasetChoices(layout: LayoutChoice(.word("classes")))).table.classes == names.sorted())
    }

    @Test func splitsInOtherPlaces() throws {
        func read(_ names: [String]) throws -> (ClipTable, [String]) {
            let corpus = try Corpus()
            for (index, name) in names.enumerated() { try corpus.sound(name, pitch: index + 1) }
            return try corpus.read()
        }
        // Below the classes; below one folder; with one folder in each; one without classes; one that lacks a class.
        #expect(try read(["cat/train/a.wav", "cat/test/b.wav", "dog/train/c.wav"]).0.classes == ["cat", "dog"])
        #expect(try read(["data/train/cat/a.wav", "data/train/dog/b.wav", "data/test/cat/c.wav"]).0.classes == ["cat", "dog"])
        let (flat, notes) = try read(["train/audio/cat/a.wav", "train/audio/dog/b.wav", "test/audio/c.wav", "test/audio/d.wav"])
        #expect(flat.classes == ["cat", "dog"] && flat.labels == ["", "", "cat", "dog"])
        #expect(notes.contains("the clips of test lie in no folder of a class"), "\(notes)")
        let lacking = try read(["train/cat/a.wav", "train/dog/b.wav", "test/dog/c.wav"])
        #expect(lacking.1.contains("test has no clips of 'cat'"), "\(lacking.1)")
        #expect(try read(["train/a.wav", "test/b.wav"]).1.contains("the clips of train have no class"))
    }

    @Test func folds() throws {
        for fold in 1...3 {
            for label in ["cat", "dog"] {
                try corpus.sound("fold_0\(fold)/\(label)/\(fold).wav", pitch: fold * 2 + (label == "cat" ? 0 : 1))
            }
        }
        let table = try corpus.read().table
        #expect(try table.classes == ["cat", "dog"] && Set(table.cells(of: "fold")) == ["1", "2", "3"])
    }

    @Test func whatIsNotClearIsSaid() throws {
        for name in ["train", "test", "extra"] { try corpus.sound("\(name)/\(name).wav", pitch: name.count) }
        let (table, notes) = try corpus.read()
        #expect(table.classes == ["extra", "test", "train"])
        #expect(notes.contains { $0.contains("'test', 'train'") && $0.contains("'layout: parts'") }, "\(notes)")
        let parted = try corpus.read("", DatasetChoices(layout: LayoutChoice(.word("parts")))).table
        #expect(try Set(parted.cells(of: "split")) == ["extra", "test", "train"] && parted.classes.isEmpty)
        let fault = corpus.fault("", DatasetChoices(layout: LayoutChoice(.word("audioset"))))
        #expect(fault?.cause == "'set' is not laid out as audioset" && fault?.option == "layout")

        let one = try Corpus()
        try one.sound("dog/a.wav")
        #expect(try one.read().notes == ["all clips of 'set' lie in one folder, 'dog', which is their class"])
    }

    @Test func foldersBesideATable() throws {
        for (index, name) in ["train/a.wav", "train/b.wav", "test/c.wav"].enumerated() {
            try corpus.sound(name, pitch: index + 1)
        }
        try corpus.write("file,label\na.wav,cat\nb.wav,dog\nc.wav,cat\n", "set.csv")
        let (table, notes) = try corpus.read()
        #expect(table.classes == ["cat", "dog"])
        #expect(try column("split", of: table)["set/test/c.wav"] == "test")
        #expect(notes.count == 1 && notes[0].contains("their folders the column split: test, train; 'layout: parts'"), "\(notes)")
        #expect(try corpus.read("", DatasetChoices(layout: LayoutChoice(.word("parts")))).table.classes.isEmpty)
    }

    @Test func aTableThatDisagreesWithTheFoldersIsSaid() throws {
        for (index, name) in ["cat/a.wav", "dog/b.wav", "dog/c.wav"].enumerated() { try corpus.sound(name, pitch: index + 1) }
        try corpus.write("file,label\na.wav,cat\nb.wav,dog\nc.wav,cat\n", "set.csv")
        let (table, notes) = try corpus.read()
        #expect(table.labels == ["cat", "dog", "cat"])
        #expect(
            notes == [
                "1 clip lies in a folder of another class than 'set/set.csv' says, such as 'dog/c.wav' (cat); the table counts"
            ])
    }

    /// A table for each split, at the top or in the split's own folder.
    @Test(arguments: [
        ["train.csv", "test.csv"], ["train/metadata.csv", "test/metadata.csv"], ["meta/train.csv", "meta/test.csv"],
    ])
    func aTableForEachSplit(tables: [String]) throws {
        for (split, table) in zip(["train", "test"], tables) {
            var rows = "file_name,label\n"
            for number in 1...2 {
                try corpus.sound("\(split)/\(number).wav", pitch: number + split.count * 3)
                rows += "\(table.contains("metadata") ? "" : split + "/")\(number).wav,\(number == 1 ? "cat" : "dog")\n"
            }
            try corpus.write(rows, table)
        }
        let (table, notes) = try corpus.read()
        #expect(table.clips.count == 4 && table.classes == ["cat", "dog"], "\(notes)")
        #expect(try column("split", of: table)["set/test/1.wav"] == "test")
    }

    /// Kaggle's: a folder between, and the lists beside it.
    @Test func speechCommandsInAFolderOfTheirOwn() throws {
        for (index, name) in ["down/0a_nohash_0", "up/0a_nohash_0", "up/0b_nohash_0", "_background_noise_/white"].enumerated() {
            try corpus.sound("train/audio/\(name).wav", pitch: index + 1)
        }
        try corpus.write("up/0b_nohash_0.wav\n", "train/testing_list.txt")
        try corpus.write("down/0a_nohash_0.wav\n", "train/validation_list.txt")
        let (table, notes) = try corpus.read()
        #expect(table.labels == ["down", "up", "up"], "\(notes)")
        #expect(try table.cells(of: "split") == ["validation", "train", "test"])
    }

    /// CREMA-D comes with tables of other things; its names say all.
    @Test func cremaD() throws {
        for (index, name) in ["1001_DFA_ANG_XX", "1002_IEO_HAP_HI"].enumerated() {
            try corpus.sound("AudioWAV/\(name).wav", pitch: index + 1)
        }
        try corpus.write("Stimulus_Number,Filename\n1,1001_DFA_ANG_XX\n2,1002_IEO_HAP_HI\n", "SentenceFilenames.csv")
        try corpus.write("ActorID,Age,Sex\n1001,51,Male\n", "VideoDemographics.csv")
        #expect(try corpus.read().table.classes == ["anger", "happy"])
    }

    /// FSD50K: a table for each of two folders, whose columns differ, and others.
    @Test func fsd50k() throws {
        for (folder, file) in [("dev", "1"), ("dev", "2"), ("eval", "3")] {
            try corpus.sound("FSD50K.\(folder)_audio/\(file).wav", pitch: Int(file)!)
        }
        try corpus.write(
            "fname,labels,mids,split\n1,\"Bark,Dog\",\"/m/1,/m/2\",train\n2,Rain,/m/3,val\n", "FSD50K.ground_truth/dev.csv")
        try corpus.write("fname,labels,mids\n3,Rain,/m/3\n", "FSD50K.ground_truth/eval.csv")
        try corpus.write("0,Bark,/m/1\n1,Dog,/m/2\n", "FSD50K.ground_truth/vocabulary.csv")
        try corpus.write("fname,labels,mids\n1,\"Bark,Dog\",/m/1\n", "FSD50K.metadata/collection/collection.csv")
        let (table, notes) = try corpus.read()
        #expect(table.classes == ["Bark", "Dog", "Rain"] && table.labels == ["Bark; Dog", "Rain", "Rain"], "\(notes)")
        #expect(try table.cells(of: "split") == ["train", "val", "eval"])
    }

    @Test func tess() throws {
        for (index, name) in ["OAF_angry/OAF_back_angry", "YAF_Fear/YAF_bar_fear", "YAF_pleasant_surprised/YAF_dog_ps"]
            .enumerated()
        {
            try corpus.sound("\(name).wav", pitch: index + 1)
        }
        let table = try corpus.read().table
        #expect(table.classes == ["angry", "fear", "pleasant surprise"])
        #expect(try table.cells(of: "speaker") == ["OAF", "YAF", "YAF"])
    }

    @Test func splitsByAWordOfTheirNames() throws {
        for (index, name) in ["train-clean-100/a", "train-clean-100/b", "dev-clean/a", "test-clean/b"].enumerated() {
            try corpus.sound("\(name)/\(index).wav", pitch: index + 1)
        }
        #expect(try corpus.read().table.classes == ["a", "b"])
    }

    /// Of one class in one part and several in another none is taken for a wrapper.
    @Test func aClassThatStandsAloneInOnePart() throws {
        for (index, name) in ["train/normal/id_00", "train/normal/id_02", "test/normal/id_00", "test/anomaly/id_00"].enumerated()
        {
            try corpus.sound("\(name)/\(index).wav", pitch: index + 1)
        }
        #expect(try corpus.read().table.classes == ["anomaly", "normal"])
    }

    @Test func tablesOfPartsWhoseFilesAreCalledAlike() throws {
        for part in ["train", "test"] { try corpus.sound("\(part)/a0.wav", pitch: part.count) }
        try corpus.write("file,label\na0.wav,cat\n", "train.csv")
        try corpus.write("file\na0.wav\n", "test.csv")
        let table = try corpus.read().table
        #expect(table.clips.map(\.path) == ["set/test/a0.wav", "set/train/a0.wav"])
        #expect(table.labels == ["", "cat"], "\(table.labels)")
    }

    /// Microsoft's own table of MSVD's sentences.
    @Test func msvd() throws {
        let header = "VideoID,Start,End,WorkerID,Source,AnnotationTime,Language,Description\n"
        let rows = [
            "mv89psg6zh4,33,46,588702,unverified,55,Slovene,Papagaj se umiva.",
            "mv89psg6zh4,33,46,362812,clean,13,English,A bird in a sink keeps getting under the running water.",
            "mv89psg6zh4,33,46,968828,unverified,27,English,\"A bird, bathing\nin a sink.\"",
            "-4wsuPCjDBc,5,15,1,clean,1,English,A squirrel eats.",
            "gone1234567,0,9,1,clean,1,English,Nobody is here.", ",1,2,1,clean,1,English,No id.",
        ]
        try corpus.write(header + rows.joined(separator: "\r\n") + "\r\n", "MSR Video Description Corpus.csv")
        try corpus.movie("YouTubeClips/mv89psg6zh4_33_46.mp4")
        try corpus.movie("YouTubeClips/-4wsuPCjDBc_5_15.avi", pictures: 7, isSilent: true)
        for name in ["", "MSR Video Description Corpus.csv"] {
            let (table, notes) = try corpus.read(name)
            #expect(
                table.clips.map(\.path) == ["set/YouTubeClips/mv89psg6zh4_33_46.mp4", "set/YouTubeClips/-4wsuPCjDBc_5_15.avi"])
            #expect(
                table.clips[0].captions == [
                    "A bird in a sink keeps getting under the running water.", "A bird, bathing\nin a sink.",
                ])
            #expect(table.columns.map(\.name) == ["id", "source", "start", "end"] && table.sourceColumn == "source")
            #expect(try table.cells(of: "source") == ["mv89psg6zh4", "-4wsuPCjDBc"])
            #expect(try table.cells(of: "end") == ["46", "15"])
            #expect(table.unreadable.count == 2 && table.unreadable.contains { $0.path == "gone1234567_0_9" })
            #expect(notes.contains("1 sentence in other languages than English (Slovene) is left aside"), "\(notes)")
        }
    }
}
