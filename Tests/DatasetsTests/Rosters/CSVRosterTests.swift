import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct CSVRosterTests {
    let corpus: Corpus

    init() throws {
        corpus = try Corpus()
        for (number, name) in ["a", "b", "c"].enumerated() { try corpus.sound("audio/\(name).wav", pitch: number + 1) }
    }

    private func check(_ csv: String, _ name: String = "set.csv", sourceLocation: SourceLocation = #_sourceLocation) throws {
        try corpus.write(csv, name)
        let (table, notes) = try corpus.read()
        #expect(
            table.clips.map(\.path) == ["set/audio/c.wav", "set/audio/a.wav", "set/audio/b.wav"],
            sourceLocation: sourceLocation)
        #expect(table.labels == ["dog", "cat", "dog"], sourceLocation: sourceLocation)
        #expect(table.columns.first { $0.name == "fold" }?.values == ["2", "1", "1"], sourceLocation: sourceLocation)
        #expect(table.unreadable.isEmpty && notes.isEmpty, "\(notes)", sourceLocation: sourceLocation)
    }

    @Test func everySpreadsheetsCSVReads() throws {
        try check("filename,fold,target,category\nc.wav,2,0,dog\na.wav,1,1,cat\nb.wav,1,0,dog\n")
        try check("\u{FEFF}fold;label;file\r\n2;dog;c.wav\r\n\r\n1;cat;a.wav\r\n1;dog;b.wav")
        try check("File Name\tfold\tClass\nc.wav\t2\tdog\na.wav\t1\tcat\nb.wav\t1\tdog\n")
        try check(
            "\"path\", \"class\", \"fold\", \"note\"\naudio/c.wav,dog,2,\"a, \"\"b\"\"\nc\"\n./audio/a.wav,cat,1,\n\"audio/b.wav\",dog,1,\n"
        )
        try check("file,label,fold\n/elsewhere/set/audio/c.wav,dog,2\naudio\\a.wav,cat,1\nb.wav,dog,1\n")
        try check("clip,label,fold\nc,dog,2\na,cat,1\nb,dog,1\n")
    }

    @Test func aCSVCanBeNamedItself() throws {
        try corpus.write("file,label\nc.wav,dog\n", "one.csv")
        try corpus.write("file,label\na.wav,dog\n", "two.csv")
        #expect(corpus.fault() as? DatasetFault == .severalTables(name: "set", tables: ["one.csv", "two.csv"]))
        #expect(try corpus.read("two.csv").table.clips.map(\.path) == ["set/audio/a.wav"])
    }

    @Test func badRowsAreListedAndStopNoOther() throws {
        try corpus.write(
            "file,label,fold\na.wav,cat,1\nb.wav,,1\nc.wav\nnone.wav,dog,1\n,dog,2\na.wav,dog,1\na.wav,cat,1\n\n", "set.csv")
        let (table, notes) = try corpus.read()
        #expect(table.clips.map(\.path) == ["set/audio/a.wav", "set/audio/b.wav"])
        #expect(table.clips.map(\.label) == [0, nil] && table.labels == ["cat", ""])
        #expect(
            table.unreadable == [
                .init(path: "set/c.wav", reason: "the row has 1 cells, the header 3 (set/set.csv:4)"),
                .init(path: "set/none.wav", reason: "there is no such file (set/set.csv:5)"),
                .init(path: "set/set.csv:6", reason: "the row names no file"),
            ])
        #expect(notes.contains { $0.hasPrefix("2 rows of 'set/set.csv' repeat a file, 1 of them with another class") })
        #expect(notes.contains("1 row of 'set/set.csv' names no class: its clip has none"))
        #expect(notes.contains { $0.hasPrefix("3 of 5 clips") })
    }

    @Test func soundsThatNoRowNamesAreCounted() throws {
        try corpus.sound("other/x.wav", pitch: 9)
        try corpus.write("file,label\na.wav,cat\n", "set.csv")
        #expect(try corpus.read().notes == ["3 sounds or movies are not in 'set/set.csv'"])
    }

    @Test func columnsAreChosenOrAskedFor() throws {
        try corpus.write("file,fold,speaker\na.wav,1,theo\nb.wav,2,lucas\n", "set.csv")
        let fault = try #require(corpus.fault())
        #expect(fault as? DatasetFault == .noLabelColumn(csv: "set/set.csv", columns: ["fold", "speaker"]))
        #expect(fault.remedy == "name it, as in label: fold; the columns are fold, speaker")
        #expect(try corpus.read("", DatasetChoices(label: "speaker")).table.classes == ["lucas", "theo"])
        #expect(
            corpus.fault("", DatasetChoices(label: "speeker")) as? DatasetFault
                == .noColumn(name: "'set/set.csv'", column: "speeker", columns: ["file", "fold", "speaker"], option: "label"))

        try corpus.write("file,label,class\na.wav,x,dog\nb.wav,x,cat\n", "set.csv")
        #expect(
            corpus.fault() as? DatasetFault == .ambiguousLabel(csv: "set/set.csv", candidates: ["label", "class"]))
        #expect(try corpus.read("", DatasetChoices(label: "class")).table.classes == ["cat", "dog"])
        try corpus.write("file,label,class\na.wav,x,dog\nb.wav,y,cat\n", "set.csv")
        #expect(try corpus.read().table.classes == ["x", "y"])
    }

    @Test func theFolderOfTheSoundsIsAskedForWhereSeveralFit() throws {
        for name in ["a", "b"] { try corpus.sound("audio_16k/\(name).wav", pitch: 7) }
        try corpus.write("file,label\na.wav,cat\nb.wav,dog\n", "set.csv")
        #expect(corpus.fault()?.remedy == "name the folder, as in audio: \"audio\"")
        #expect(
            try corpus.read("", DatasetChoices(audio: "audio_16k/")).table.clips.map(\.path) == [
                "set/audio_16k/a.wav", "set/audio_16k/b.wav",
            ])
        #expect(
            corpus.fault("", DatasetChoices(audio: "wav")) as? DatasetFault == .noAudioFolder(csv: "set/set.csv", folder: "wav"))
    }

    @Test(arguments: [
        ("", "is empty"), ("file,label\n", "has a header and no rows"), ("a.wav,cat\nb.wav,dog\n", "already names a file"),
        ("file,label\n\"a.wav,cat\n", "quotation mark on line 2"), ("x,label\n1,cat\n", "no column"),
        ("file,label,label\na.wav,1,2\n", "two columns called 'label'"), ("file,label\nx.wav,cat\n", "none of the files"),
        ("file,label\n,cat\n", "the one clip of 'set/set.csv' cannot be used"), ("file,label\na.wav,\u{0}cat\n", "zero bytes"),
    ])
    func aCSVThatMakesNoSenseIsAFault(csv: String, message: String) throws {
        try corpus.write(csv, "set.csv")
        let fault = try #require(corpus.fault())
        #expect(fault.cause.contains(message), "\(fault.cause)")
        #expect(fault.remedy != nil)
    }

    @Test func otherEncodingsAreNamed() throws {
        try corpus.write([0xFF, 0xFE, 0x61, 0], "set.csv")
        #expect(corpus.fault()?.cause == "'set/set.csv' is UTF-16 text")
        try corpus.write(Array("file,label\na.wav,".utf8) + [0xE9, 0x0A], "set.csv")
        #expect(corpus.fault()?.cause == "'set/set.csv' is not UTF-8 text")
    }

    @Test func aTableOfOtherThingsLeavesTheFoldersTheirClasses() throws {
        try corpus.sound("more/d.wav", pitch: 4)
        try corpus.write("epoch,loss\n1,0.5\n", "results.csv")
        let (table, notes) = try corpus.read()
        #expect(table.classes == ["audio", "more"])
        #expect(notes == ["the table 'set/results.csv' is left aside"])
    }

    @Test func ofSeveralTablesTheOneThatNamesFilesIsRead() throws {
        try corpus.sound("more/d.wav", pitch: 4)
        try corpus.write("epoch,loss\n1,0.5\n", "results.csv")
        try corpus.write("speaker,age\ntheo,30\n", "speakers.tsv")
        let (table, notes) = try corpus.read()
        #expect(table.classes == ["audio", "more"])
        #expect(
            notes == [
                "the table 'set/results.csv' is left aside",
                "the table 'set/speakers.tsv' is left aside",
            ])
        try corpus.write("file,label\na.wav,dog\n", "train.csv")
        let (chosen, others) = try corpus.read()
        #expect(chosen.classes == ["dog"])
        #expect(
            Set(others) == [
                "'set/results.csv' is left aside: 'set/train.csv' names the clips that are here",
                "'set/speakers.tsv' is left aside: 'set/train.csv' names the clips that are here",
                "3 sounds or movies are not in 'set/train.csv'",
            ])
        // Without classes it gives its columns, and the folders the classes; without a header it is left aside, too.
        try corpus.write("file,fold,speaker\na.wav,1,theo\nd.wav,2,lucas\n", "train.csv")
        let (parted, said) = try corpus.read()
        #expect(parted.labels == ["audio", "more"] && parted.columns.map(\.name) == ["fold", "speaker"])
        #expect(said.contains("no column of 'set/train.csv' holds a class: the folders of the clips are their classes"))
        try corpus.write("a.wav,dog\nb.wav,cat\n", "train.csv")
        #expect(try corpus.read().table.classes == ["audio", "more"])
    }

    /// A letter with an accent, as one character and as two: the file is called one way, the row the other.
    @Test(arguments: [("caf\u{E9}", "cafe\u{301}"), ("cafe\u{301}", "caf\u{E9}")])
    func aNameInAnotherFormOfUnicodeIsThatOfItsFile(file: String, row: String) throws {
        try corpus.sound("audio/\(file).wav", pitch: 5)
        try corpus.write("file,label\naudio/\(row).wav,dog\n", "set.csv")
        let paths = try ["", "set.csv"].map { try corpus.read($0).table.clips.map { Array($0.path.utf8) } }
        #expect(paths == [[Array("set/audio/\(file).wav".utf8)], [Array("set/audio/\(file).wav".utf8)]])
        let table = try corpus.read("", DatasetChoices(audio: "audio")).table
        #expect(table.clips.map { Array($0.path.utf8) } == [Array("set/audio/\(file).wav".utf8)])
        try corpus.write("file,label\n\(row).wav,dog\n", "set.csv")
        #expect(try corpus.read("", DatasetChoices(audio: "audio")).table.clips.count == 1)
    }

    /// Tables as programs write them, of which each says the same.
    @Test(arguments: [
        "sep=;\nfilename;label\nc.wav;dog\na.wav;cat\nb.wav;dog\n",
        "\"sep=\t\"\r\nfilename\tlabel\r\nc.wav\tdog\r\na.wav\tcat\r\nb.wav\tdog\r\n",
        "# made by \"hand\n#, in 2019\nfilename,label\nc.wav,dog\n# a comment\na.wav,cat\nb.wav,dog\n",
        "filename,label\nc.mp3,dog\na.mp3,cat\nb.mp3,dog\n",
        "filename,label\nAudio/C.WAV,dog\nAudio/A.WAV,cat\nAudio/B.WAV,dog\n",
        "id,name,label\nc,Dogs in a yard,dog\na,A cat,cat\nb,More dogs,dog\n",
        "filename,labels\nc.wav,['dog']\na.wav,['cat']\nb.wav,\"[\"\"dog\"\"]\"\n",
        "filename,cat,dog\nc.wav,0,1\na.wav,1,0\nb.wav,0,1\n",
        "filename,fold,is,cat,dog\nc.wav,1,x,False,True\na.wav,2,y,True,False\nb.wav,1,z,False,True\n",
    ]) func tablesAsProgramsWriteThem(csv: String) throws {
        try corpus.write(csv, "set.csv")
        let table = try corpus.read().table
        #expect(table.clips.map(\.path) == ["set/audio/c.wav", "set/audio/a.wav", "set/audio/b.wav"])
        #expect(table.labels == ["dog", "cat", "dog"] && table.unreadable.isEmpty && !table.hasManyLabels)
    }

    @Test func whatIsTakenForWhatIsSaid() throws {
        func notes(_ csv: String) throws -> [String] {
            try corpus.write(csv, "set.csv")
            return try corpus.read().notes
        }
        #expect(
            try notes("filename,label\nc.mp3,dog\nA.wav,cat\nb.wav,dog\n") == [
                "2 files of 'set/set.csv' are called otherwise on the disk, in capital letters or in the ending: "
                    + "'c.mp3' is taken for 'audio/c.wav'"
            ])
        #expect(
            try notes("filename,cat,dog\nc.wav,0,1\na.wav,1,0\nb.wav,0,1\n") == [
                "the columns 'cat', 'dog' of 'set/set.csv' are a class each"
            ])
        #expect(
            try notes("filename,label\nc.wav,Dog\na.wav,dog\nb.wav,cat\n") == [
                "the classes 'Dog' and 'dog' differ in capital letters alone"
            ])
        // A fault is at its line of the file, whatever stands above.
        try corpus.write("sep=,\n# a\n\nfilename,label\nc.wav,dog\nnone.wav,cat\n", "set.csv")
        #expect(
            try corpus.read().table.unreadable == [.init(path: "set/none.wav", reason: "there is no such file (set/set.csv:6)")])
    }

    @Test func onesAndZerosMayBeSeveralClassesOrNone() throws {
        try corpus.write("filename,cat,dog\nc.wav,1,1\na.wav,0,0\nb.wav,0,1\n", "set.csv")
        let table = try corpus.read().table
        #expect(table.hasManyLabels && table.labels == ["cat; dog", "", "dog"] && table.columns.isEmpty)
        try corpus.write("filename,labels\nc.wav,\"['cat', 'a \"\"dog\"\"']\"\na.wav,[]\nb.wav,{cat;dog}\n", "set.csv")
        #expect(try corpus.read().table.labels == ["a \"dog\"; cat", "", "cat; dog"])
    }

    /// What a table holds that is no class is none, and what is doubtful is said or refused.
    @Test func columnsThatAreNoClasses() throws {
        func fault(_ csv: String) throws -> DatasetFault? {
            try corpus.write(csv, "set.csv")
            return corpus.fault() as? DatasetFault
        }
        func labels(_ csv: String) throws -> [String] {
            try corpus.write(csv, "set.csv")
            return try corpus.read().table.labels
        }
        #expect(try fault("file,duration\na.wav,0.5\nb.wav,0.7\n") == .noLabelColumn(csv: "set/set.csv", columns: ["duration"]))
        #expect(try fault("file,speaker\na.wav,theo\nb.wav,lucas\n") == .noLabelColumn(csv: "set/set.csv", columns: ["speaker"]))
        #expect(
            try fault("file,label,type\na.wav,0,x\nb.wav,1,x\n")
                == .ambiguousLabel(csv: "set/set.csv", candidates: ["label", "type"]))
        #expect(try labels("file,animal\na.wav,dog\nb.wav,cat\n") == ["dog", "cat"])
        #expect(try corpus.read().notes.contains("the column 'animal' of 'set/set.csv' is taken for the class"))
        #expect(try labels("file,speech,music,event\na.wav,1,0,0\nb.wav,0,1,1\n") == ["speech", "event; music"])
        #expect(try labels("file,label\na.wav,dog|cat\nb.wav,[unk]\nc.wav,(silence)\n") == ["cat; dog", "[unk]", "(silence)"])
        // Most files found, not one by chance: a file called '3'.
        try corpus.sound("audio/3.wav", pitch: 9)
        #expect(try labels("id,name,label\na,3,cat\nb,4,dog\nc,5,dog\n") == ["cat", "dog", "dog"])
    }

    /// One stray table stops no other, nor the folders of classes.
    @Test(arguments: ["", "0.0,0.0\n", "name,id\ndog,1\ncat,2\n", "file\nx.wav\n", "file,duration,rate\nnone.wav,1,2\n"])
    func aStrayTableBesideFoldersOfClasses(csv: String) throws {
        try corpus.sound("more/d.wav", pitch: 4)
        for place in ["stray.csv", "audio/stray.csv", "logs/stray.csv"] {
            let corpus = try Corpus()
            try corpus.sound("audio/a.wav")
            try corpus.sound("more/d.wav", pitch: 4)
            try corpus.write(csv, place)
            let (table, notes) = try corpus.read()
            #expect(table.classes == ["audio", "more"] && notes == ["the table 'set/\(place)' is left aside"], "\(place)")
        }
    }

    /// The same name in many folders: the time grows as the rows do.
    @Test func namesThatRepeatInManyFoldersAreFoundByTheirFolders() throws {
        var rows = "path,label\n"
        for number in 0..<300 {
            try corpus.write("x", "many/\(number)/00001.wav")
            rows += "elsewhere/many/\(number)/00001.wav,c\(number % 2)\n"
        }
        try corpus.write(rows, "set.csv")
        let table = try CSVTable(Array(rows.utf8), name: "x")
        let index = MediaIndex(try FileTree(corpus.path), folder: nil)
        #expect(table.rows.enumerated().allSatisfy { index.find($1.cells[0]).path == "many/\($0)/00001.wav" })
    }

    /// Starts and ends cut a file into clips, where they lie in it.
    @Test(arguments: [
        "filename,start,end,label\na.wav,0,0.2,x\na.wav,0.25,0.5,y\nb.wav,0.1,0.3,x\n",
        "file,label,start_time,end_time\na.wav,x,0,0.2\na.wav,y,0.25,0.5\nb.wav,x,0.1,0.3\n",
        "file\tonset\toffset\tevent_label\na.wav\t0\t0.2\tx\na.wav\t0.25\t0.5\ty\nb.wav\t0.1\t0.3\tx\n".replacing(
            "event_label", with: "event"),
        "file,start_ms,end_ms,label\na.wav,0,200,x\na.wav,250,500,y\nb.wav,100,300,x\n",
        "file;start;end;label\na.wav;0;0,2;x\na.wav;0,25;0,5;y\nb.wav;0,1;0,3;x\n",
        "file,start,end,label\na.wav,0:00,0:00.2,x\na.wav,0:00.25,0:00:00.5,y\nb.wav,0:00.1,0:00.3,x\n",
    ]) func partsOfFiles(csv: String) throws {
        try corpus.write(csv, "set.csv")
        let (table, notes) = try corpus.read()
        #expect(table.clips.map(\.path) == ["set/audio/a.wav", "set/audio/a.wav", "set/audio/b.wav"])
        #expect(table.clips.map(\.start) == [0, 0.25, 0.1] && table.labels == ["x", "y", "x"])
        #expect(zip(table.clips.map(\.seconds), [0.2, 0.25, 0.2]).allSatisfy { abs($0 - $1) < 1e-9 })
        #expect(try table.cells(of: "source") == ["audio/a.wav", "audio/a.wav", "audio/b.wav"])
        #expect(notes.contains("the columns of starts and ends cut the files of 'set' into clips"))
        // Parts of one file are no copies of each other, and know of each other.
        let cut = try Split.cut(table, by: nil, test: .share(0.4), validate: nil, seed: 3)
        #expect(!cut.notes.contains { $0.contains("cop") })
        #expect(try table.inseparable.map(\.count) == [2, 1])
    }

    @Test func whatIsNoPartIsSaid() throws {
        try corpus.write(
            "filename,start,end,label\na.wav,0,0.2,x\na.wav,0.3,9,y\nb.wav,0.2,0.1,x\nb.wav,0,0.5,y\nb.wav,7,8,y\n", "set.csv")
        let table = try corpus.read().table
        #expect(table.clips.map(\.start) == [0, 0])
        #expect(
            Set(table.unreadable) == [
                .init(path: "set/audio/a.wav", reason: "the file ends at 0.5 s, and the clip is 0.3 to 9 s of it"),
                .init(path: "set/b.wav", reason: "the row's start and end are no stretch of time (set/set.csv:4)"),
                .init(path: "set/audio/b.wav", reason: "the file ends at 0.5 s, and the clip is 7 to 8 s of it"),
            ])
        // What happens at once is several classes of one clip.
        try corpus.write("filename,start,end,label\na.wav,0,0.2,x\na.wav,0,0.2,y\na.wav,0.2,0.4,x\n", "set.csv")
        #expect(try corpus.read().table.labels == ["x; y", "x"])
        // Times of what the files were cut from leave them whole.
        try corpus.write("filename,start,end,label\na.wav,40,44,x\nb.wav,0,0.5,y\n", "set.csv")
        #expect(try corpus.read().table.clips.map(\.start) == [nil, nil])
        try corpus.write("filename,start,end,label\na.wav,40,44,x\na.wav,50,54,x\nb.wav,60,64,y\n", "set.csv")
        #expect(try corpus.read().table.clips.map(\.start) == [nil, nil, nil])
    }

    @Test func randomBytesNeverEndTheProgram() throws {
        let random = Philox(seed: 4, purpose: "csv")
        for round in 0..<300 {
            let alphabet = Array("a.wav,;\t|\"\n\r cat\u{FEFF}".utf8) + [0xFF, 0]
            let bytes = (0..<Int(random.bits(round * 100) % 60)).map {
                alphabet[Int(random.bits(round * 100 + $0 + 1)) % alphabet.count]
            }
            do {
                let table = try CSVTable(bytes, name: "x")
                #expect(!table.header.isEmpty)
            } catch { #expect(!error.cause.isEmpty) }
        }
    }
}
