import Datasets
import Foundation
import Language
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Data sets as a notebook writes them.
@Suite struct DatasetTests {
    private static let sounds = """
        export (tone 440 Hz, length: 1 s) to "set/tone/a.wav"
        export (tone 880 Hz, length: 1 s) to "set/tone/b.wav"
        export (noise 1 s) to "set/noise/c.wav"
        export (noise 2 s, seed: 2) to "set/noise/d.wav"

        """

    private func text(_ value: any Value) throws -> String { try #require(value.shown.text) }

    private func message(_ laboratory: Laboratory, _ source: String) -> String {
        do {
            _ = try laboratory.value(of: source)
            return ""
        } catch let failure as Evaluator.Failure {
            return failure.fault.cause
        } catch let problem as Planner.FileProblem {
            return problem.diagnostic.message
        } catch { return (error as? Diagnostic)?.message ?? "\(error)" }
    }

    /// Parts that a table cuts out of files are what files of their own would be: to load, and to learn from.
    @Test func partsOfFilesAreLikeFiles() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: #"export (noise 4 s, seed: 3) to "long/a.wav""#)
        _ = try laboratory.value(of: #"export (tone 300 Hz, length: 4 s) to "long/b.wav""#)
        var (rows, whole) = ("file,start,end,label\n", "file,label\n")
        for (index, file) in ["a", "b"].enumerated() {
            for part in 0..<4 {
                let (start, end) = (Double(part) * 0.9 + 0.05, Double(part) * 0.9 + 0.85)
                rows += "\(file).wav,\(start),\(end),\(file)\n"
                whole += "\(index)\(part).wav,\(file)\n"
                let cut = "export (load \"long/\(file).wav\", part: \(start) s .. \(end) s) to \"short/\(index)\(part).wav\""
                _ = try laboratory.value(of: cut)
            }
        }
        try Data(rows.utf8).write(to: URL(fileURLWithPath: laboratory.folder + "/long/set.csv"))
        try Data(whole.utf8).write(to: URL(fileURLWithPath: laboratory.folder + "/short/set.csv"))
        func floats(_ source: String) throws -> [Float] { try laboratory.value(of: source).payload().tensors[0].tensor.floats }
        #expect(try laboratory.value(of: "dataset \"long\"").line == "8 clips · 2 classes · 6.4 s")
        #expect(try floats("load (dataset \"long\")[6]") == floats("load \"short/11.wav\""))
        #expect(
            try floats("load (dataset \"long\")[6], part: 100 ms .. 300 ms")
                == floats("load \"short/11.wav\", part: 100 ms .. 300 ms"))
        let models = try ["long", "short"].map { set in
            let net = "linear data, bands: 20, length: 0.4 s, rate: 16 kHz"
            let source = "data = dataset \"\(set)\"\near = train (\(net)) on data, aside: 0 %, epochs: 3, speed: 10 %\n"
            let model = try #require(try laboratory.value(of: source + "ear") as? ModelValue)
            let heard = try laboratory.value(of: source + "predict ear on data[3]").line
            return (model.weights, heard)
        }
        #expect(models[0].0 == models[1].0 && models[0].1 == models[1].1)
    }

    /// Sounds that lie elsewhere in the project than their table count for the data set as those beside it do.
    @Test func theFolderOfTheSoundsMayBeAnyOfTheProject() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: #"export (tone 440 Hz, length: 100 ms) to "sounds/wav/a.wav""#)
        try FileManager.default.createDirectory(atPath: laboratory.folder + "/lists/one", withIntermediateDirectories: true)
        try Data("file,label\na.wav,tone\nb.wav,noise\n".utf8).write(
            to: URL(fileURLWithPath: laboratory.folder + "/lists/one/set.csv"))
        let source = #"dataset "lists/one/set.csv", audio: "sounds""#
        let data = try #require(try laboratory.value(of: source) as? DatasetValue)
        #expect(data.table.clips.map(\.path) == ["sounds/wav/a.wav"] && data.table.unreadable.map(\.path) == ["sounds/b.wav"])
        // A file more is another data set.
        _ = try laboratory.value(of: #"export (noise 100 ms) to "sounds/b.wav""#)
        #expect(try laboratory.value(of: source).line == "2 clips · 2 classes · 200 ms")
        #expect(try laboratory.value(of: #"dataset "lists/one", audio: "sounds/""#).line == "2 clips · 2 classes · 200 ms")
        #expect(try laboratory.value(of: "d = \(source)\nload d[2]").line == "1 channel · 100 ms · 44.1 kHz")
        #expect(
            message(laboratory, #"dataset "lists/one/set.csv", audio: "nowhere""#).contains("no sounds or movies in 'nowhere'"))
        #expect(message(laboratory, #"dataset "lists/one/set.csv""#).contains("none of the files"))
    }

    /// A path in another form of Unicode is that path; one that is not there gets its near name.
    @Test func pathsThatAreNearlyRight() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: "export (tone 440 Hz, length: 100 ms) to \"caf\u{E9}/tone/Dog.wav\"")
        let other = "cafe\u{301}/tone/Dog.wav"
        #expect(try laboratory.value(of: "load \"\(other)\"").line == "1 channel · 100 ms · 44.1 kHz")
        #expect(try laboratory.value(of: "dataset \"cafe\u{301}\"").line == "1 clip · 1 class · 100 ms")
        func hint(_ source: String) throws -> String? {
            do { _ = try laboratory.value(of: source) } catch let problem as Planner.FileProblem {
                return problem.diagnostic.hint
            }
            return nil
        }
        #expect(try hint("load \"caf\u{E9}/tone/dog.wav\"") == "did you mean \"caf\u{E9}/tone/Dog.wav\"?")
        #expect(try hint("load \"Caf\u{E9}/tone/Dog.mp3\"") == "did you mean \"caf\u{E9}/tone/Dog.wav\"?")
        #expect(try hint("dataset \"caf\u{E9}/tome\"") == "did you mean \"caf\u{E9}/tone\"?")
        #expect(try hint("dataset \"nothing like it\"")?.hasPrefix("check the spelling") == true)
    }

    /// A list of clips of which none is here is a data set of none, and says so wherever clips are wanted.
    @Test func aListOfWhatIsNotHere() throws {
        let laboratory = try Laboratory()
        try FileManager.default.createDirectory(atPath: laboratory.folder + "/set", withIntermediateDirectories: true)
        let list = "# YTID, start_seconds, end_seconds, positive_labels\nabcdefghijk, 0.0, 10.0, \"/m/1\"\n"
        try Data(list.utf8).write(to: URL(fileURLWithPath: laboratory.folder + "/set/eval_segments.csv"))
        let source = "d = dataset \"set\"\n"
        #expect(try laboratory.value(of: source + "d").line == "0 clips · no classes · 0 us")
        #expect(try laboratory.value(of: source + "d.unreadable").line.hasPrefix("1 row"))
        #expect(message(laboratory, source + "plot d") == "the data set has no clips")
        for use in ["split d, test: 20 %", "cnn d", "d[1]"] { #expect(!message(laboratory, source + use).isEmpty, "\(use)") }
    }

    @Test func aDataSetShowsItsClassesAndGivesItsParts() throws {
        let laboratory = try Laboratory()
        let data = try laboratory.value(of: Self.sounds + "dataset \"set\"")
        #expect(
            try text(data) == """
                4 clips · 2 classes · 5.0 s

                class  clips  seconds
                noise      2      3.0
                tone       2      2.0
                """)
        let source = "data = dataset \"set/\"\n"
        func line(_ rest: String) throws -> String { try laboratory.value(of: source + rest).line }
        #expect(try line("data.count") == "4")
        #expect(try line("data.duration") == "5 s")
        #expect(try line("data[2 .. 4]") == "3 clips · 2 classes · 4.0 s")
        #expect(try line("data.classes[2]") == "1 row: class, clips, seconds")
        #expect(try line("load data[2]") == "1 channel · 2.0 s · 44.1 kHz")
        #expect(try line("load data[2], part: 0.5 s .. 1 s") == "1 channel · 500 ms · 44.1 kHz")
        #expect(try line("where data by seconds, above: 1 s") == "1 clip · 2 classes · 2.0 s")
        #expect(try line("where data by class, not: noise") == "2 clips · 1 class · 2.0 s")
        #expect(try line("split data by class, test: [tone]") == "train 2 · test 2 clips · 2 classes")
        #expect(try line("(split data by path, test: 25 %, validate: 30 %).validate.count") == "1")
        _ = try laboratory.value(of: source + "export data.table to \"x.csv\"")
        #expect(
            try String(contentsOfFile: laboratory.folder + "/x.csv", encoding: .utf8) == """
                path,class,seconds,rate
                set/noise/c.wav,noise,1.0,44100
                set/noise/d.wav,noise,2.0,44100
                set/tone/a.wav,tone,1.0,44100
                set/tone/b.wav,tone,1.0,44100

                """)
        #expect(try laboratory.value(of: "dataset \"x.csv\"").line == "4 clips · 2 classes · 5.0 s")
    }

    @Test func mistakesAreNamedWithAWayOut() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: Self.sounds)
        let source = "data = dataset \"set\"\n"
        func said(_ rest: String) -> String { message(laboratory, source + rest) }
        #expect(said("load data") == "load takes one clip, not 4")
        #expect(said("data[5]") == "there is no part 5: there are 4 clips")
        #expect(said("data[1 s .. 2 s]") == "clips are sliced by count")
        #expect(said("where data by seconds, below: 1") == "where's 'below' of seconds takes a time, such as 1 s")
        #expect(said("where data by fold, is: 1") == "the data set has no column 'fold'")
        #expect(said("where data by class") == "where needs a condition")
        #expect(said("where data by class, is: 3 s") == "is takes a word, a number or a text, or a list of them, not a time")
        #expect(said("split data") == "split needs the option 'test'")
        #expect(said("split data by class, test: dog") == "no clip has class 'dog'")
        #expect(said("split data, test: [tone]") == "test cannot be given by values without a column")
        #expect(said("(split data, test: 50 %).validate") == "the split has no clips to validate with")
        #expect(message(laboratory, "dataset \"none\"") == "there is no folder or file 'none'")
        #expect(message(laboratory, "dataset \"set/tone/a.wav\"") == "'set/tone/a.wav' is neither a folder nor a CSV")
        #expect(message(laboratory, "load \"set\"") == "'set' is a folder")
        #expect(message(laboratory, "dataset \"set\", label: x").contains("no CSV whose columns"))
    }

    @Test func oneClipMoreOrLessOrOtherMakesTheDataSetAnew() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: Self.sounds + "export (tone 1 kHz, length: 1 s) to \"spare.wav\"")
        func count() throws -> String { try laboratory.value(of: "dataset \"set\"").line }
        let set = laboratory.folder + "/set"
        let files = FileManager.default
        #expect(try count() == "4 clips · 2 classes · 5.0 s")
        let before = laboratory.evaluator.computed
        #expect(try count() == "4 clips · 2 classes · 5.0 s" && laboratory.evaluator.computed == before)
        try files.copyItem(atPath: laboratory.folder + "/spare.wav", toPath: set + "/tone/e.wav")
        #expect(try count() == "5 clips · 2 classes · 6.0 s")
        try files.removeItem(atPath: set + "/noise/d.wav")
        #expect(try count() == "4 clips · 2 classes · 4.0 s")
        try Data("file,label,seconds\na.wav,x,1\n".utf8).write(to: URL(fileURLWithPath: set + "/set.csv"))
        #expect(try count() == "1 clip · 1 class · 1.0 s")
        try Data("file,label,seconds\na.wav,x,1\nb.wav,y,1\n".utf8).write(to: URL(fileURLWithPath: set + "/set.csv"))
        #expect(try count() == "2 clips · 2 classes · 2.0 s")
    }

    @Test func aListOfSentencesIsReadAnewWhenOneOfItsMoviesComes() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(
            of: "export (tone 440 Hz, length: 1 s) to \"films/a.mp4\"\nexport (tone 1 kHz, length: 1 s) to \"b.mp4\"")
        let list = laboratory.folder + "/films/captions.txt"
        try Data("a\ta low tone\nb\ta high tone\n".utf8).write(to: URL(fileURLWithPath: list))
        func paths() throws -> [String] {
            try #require(try laboratory.value(of: "dataset \"films/captions.txt\"") as? DatasetValue).table.clips.map(\.path)
        }
        #expect(try paths() == ["films/a.mp4"])
        try FileManager.default.moveItem(atPath: laboratory.folder + "/b.mp4", toPath: laboratory.folder + "/films/b.mp4")
        #expect(try paths() == ["films/a.mp4", "films/b.mp4"])
        let before = laboratory.evaluator.computed
        #expect(try paths().count == 2 && laboratory.evaluator.computed == before)
    }

    @Test func theSameSoundsUnderAnotherNameAreAnotherDataSet() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: Self.sounds)
        func paths(_ source: String) throws -> [String] {
            try #require(try laboratory.value(of: source) as? DatasetValue).table.clips.map(\.path)
        }
        #expect(try paths("dataset \"set\"").first == "set/noise/c.wav")
        try Data("file,label\na.wav,low\nb.wav,high\n".utf8).write(
            to: URL(fileURLWithPath: laboratory.folder + "/set/tone/list.csv"))
        #expect(try paths("dataset \"set/tone/list.csv\"") == ["set/tone/a.wav", "set/tone/b.wav"])
        try FileManager.default.moveItem(atPath: laboratory.folder + "/set", toPath: laboratory.folder + "/moved")
        #expect(try paths("dataset \"moved\"").first == "moved/noise/c.wav")
        #expect(try paths("dataset \"moved/tone/list.csv\"") == ["moved/tone/a.wav", "moved/tone/b.wav"])
        #expect(try laboratory.value(of: "data = dataset \"moved\"\nload data[1]").line == "1 channel · 1.0 s · 44.1 kHz")
        let before = laboratory.evaluator.computed
        #expect(try paths("dataset \"moved/\"").count == 4 && laboratory.evaluator.computed == before)
    }

    @Test func aClipThatHasChangedIsNotReadAsTheOneThatWasListed() throws {
        let laboratory = try Laboratory()
        let data = try #require(try laboratory.value(of: Self.sounds + "dataset \"set\"") as? DatasetValue)
        let clip = data.table.clips[0]
        let shelf = Shelf(laboratory.store)
        let path = laboratory.folder + "/" + clip.path
        func check() throws { _ = try clip.checked(in: laboratory.places, by: shelf) }
        #expect(try clip.checked(in: laboratory.places, by: shelf) == path)
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: UnreadableFile.self) { try check() }
        try FileManager.default.copyItem(atPath: laboratory.folder + "/set/tone/a.wav", toPath: path)
        #expect(throws: ClipsChanged.self) { try check() }
    }

    @Test func valuesComeBackAsTheyWere() throws {
        let laboratory = try Laboratory()
        let source = Self.sounds + "data = dataset \"set\"\n"
        let data = try #require(try laboratory.value(of: source) as? DatasetValue)
        #expect(try DatasetValue(payload: data.payload()).table == data.table)
        let split = try #require(try laboratory.value(of: "split (dataset \"set\"), test: 50 %") as? SplitValue)
        #expect(try SplitValue(payload: split.payload()).split == split.split)
        let table = TableValue([
            .init(name: "a", cells: .numbers([1, .nan, .infinity], digits: 1)), .init(name: "b", cells: .text(["x", "", "y,z"])),
        ])
        let back = try TableValue(payload: table.payload())
        #expect(back.text == table.text && back.csv == "a,b\n1.0,x\n,\ninf,\"y,z\"\n")
    }

    @Test func severalClassesAreCountedShownAndChosen() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: Self.sounds)
        try "file,labels,fold\nset/tone/a.wav,\"low,pure\",1\nset/tone/b.wav,pure,2\nset/noise/d.wav,\"low,rough\",3\n".write(
            toFile: laboratory.folder + "/set.csv", atomically: true, encoding: .utf8)
        let source = "data = dataset \"set.csv\"\n"
        let data = try #require(try laboratory.value(of: source + "data") as? DatasetValue)
        #expect(
            try text(data) == """
                3 clips · 3 classes · 4.0 s

                class  clips  seconds
                low        2      3.0
                pure       2      2.0
                rough      1      2.0

                column  values
                labels  3: low,pure, low,rough, pure · 1 clip each
                fold    3: 1, 2, 3 · 1 clip each
                """)
        #expect(try DatasetValue(payload: data.payload()).table == data.table)
        func line(_ rest: String) throws -> String { try laboratory.value(of: source + rest).line }
        #expect(try line("where data by class, is: low") == "2 clips · 3 classes · 3.0 s")
        #expect(try line("where data by class, not: rough") == "2 clips · 2 classes · 2.0 s")
        #expect(try line("split data by class, test: [rough]") == "train 2 · test 1 clips · 3 classes")
        _ = try laboratory.value(of: source + "export data.table to \"x.csv\"")
        let csv = try String(contentsOfFile: laboratory.folder + "/x.csv", encoding: .utf8)
        #expect(csv.contains("set/noise/d.wav,low; rough,2.0,44100"))
        // What is written is read as what it was.
        let again = try #require(try laboratory.value(of: "dataset \"x.csv\", label: class") as? DatasetValue)
        #expect(again.table.clips.map(\.labels) == data.table.clips.map(\.labels) && again.table.classes == data.table.classes)
        #expect(
            try text(laboratory.value(of: source + "split data by fold, test: 3")).hasSuffix(
                "low        1     1\npure       2     0\nrough      0     1"))
    }

    @Test func sentencesAreShownAndReadAgain() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: Self.sounds)
        try "file,caption\nset/tone/a.wav,a tone\nset/tone/b.wav,another\nset/tone/a.wav,it hums\n".write(
            toFile: laboratory.folder + "/set.csv", atomically: true, encoding: .utf8)
        let source = "data = dataset \"set.csv\"\n"
        #expect(try laboratory.value(of: source + "data").line == "2 clips · no classes · 3 captions · 2.0 s")
        _ = try laboratory.value(of: source + "export data.captions to \"said.csv\"")
        let again = try #require(try laboratory.value(of: "dataset \"said.csv\"") as? DatasetValue)
        #expect(again.table.clips.map(\.captions) == [["a tone", "it hums"], ["another"]])
        #expect(try laboratory.value(of: source + "data.words").line == "0 rows: path, word, start, end")
        #expect(try laboratory.value(of: source + "(split data, test: 50 %).test.count").line == "1")
        #expect(
            message(laboratory, source + "train (cnn data) on data")
                == "the clips have no classes: there is nothing to tell apart")
    }

    @Test func aMovieOfADataSetIsLoadedAsItsSound() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(
            of: "export (tone 440 Hz, length: 1 s) to \"set/tone/a.mp4\"\nexport (noise 1 s) to \"set/noise/b.wav\"")
        #expect(
            try laboratory.value(of: "data = dataset \"set\"\nload data[2], part: 0 s .. 500 ms").line
                == "1 channel · 500 ms · 44.1 kHz")
        #expect(
            try laboratory.value(of: "data = dataset \"set\"\nload data[2], channel: 1").line == "1 channel · 1.0 s · 44.1 kHz")
        #expect(
            message(laboratory, "data = dataset \"set\"\nload data[2], channel: 2")
                == "'set/tone/a.mp4' has no channel 2: it has 1")
        let files = FileManager.default
        try files.copyItem(atPath: laboratory.folder + "/set/tone/a.mp4", toPath: laboratory.folder + "/set/tone/c.m4a")
        #expect(try laboratory.value(of: "load \"set/tone/c.m4a\"").line.hasSuffix("44.1 kHz"))
        #expect(try laboratory.value(of: "dataset \"set\"").line.hasPrefix("3 clips · 2 classes"))
    }

    /// The files that say what clips are make a data set anew when they change, as the clips do.
    @Test func whatIsSaidOfClipsIsPartOfTheDataSet() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: "export (tone 440 Hz, length: 1 s) to \"set/a.mp4\"")
        func captions() throws -> [[String]?] {
            try #require(try laboratory.value(of: "dataset \"set\"") as? DatasetValue).table.clips.map(\.captions)
        }
        try "a\tit hums\n".write(toFile: laboratory.folder + "/set/captions.txt", atomically: true, encoding: .utf8)
        #expect(try captions() == [["it hums"]])
        try "a\tit sings\n".write(toFile: laboratory.folder + "/set/captions.txt", atomically: true, encoding: .utf8)
        #expect(try captions() == [["it sings"]])
        try FileManager.default.removeItem(atPath: laboratory.folder + "/set/captions.txt")
        for word in ["two", "six"] {
            try "0 1000 bin\n1000 2000 red\n2000 3000 at\n3000 4000 k\n4000 5000 \(word)\n5000 6000 now\n".write(
                toFile: laboratory.folder + "/set/a.align", atomically: true, encoding: .utf8)
            let data = try #require(try laboratory.value(of: "dataset \"set\"") as? DatasetValue)
            #expect(data.table.classes == [word])
            #expect(try text(laboratory.value(of: "(dataset \"set\").words")).contains("set/a.mp4  \(word)"))
        }
    }
}
