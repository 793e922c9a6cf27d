import Datasets
import Foundation
import Language
import Media
import Picture
import Plotting
import Sound
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Pictures of movies as a notebook writes them.
@Suite struct FramesVerbTests {
    private let laboratory: Laboratory

    init() throws { laboratory = try Laboratory() }

    private func said(_ source: String) throws -> String { try laboratory.said(source) }

    private func frames(_ source: String) throws -> Frames {
        try #require(try laboratory.value(of: source) as? FramesValue).frames
    }

    /// Three seconds of a bright column that moves to the right, and a tone that begins after one.
    private func writeMovie(
        hasSound: Bool = true, width: Int = 64, height: Int = 48, count: Int = 75, to name: String = "bar.mov"
    ) throws {
        var bytes: [UInt8] = []
        for picture in 0..<count {
            for _ in 0..<height {
                for column in 0..<width {
                    let isBar = column * count / width == picture || column == picture * width / count
                    bytes += isBar ? [240, 240, 240] : [30, 60, 90]
                }
            }
        }
        let pictures = Frames(
            bytes: bytes, times: (0..<count).map { Double($0) / 25 }, height: height, width: width, channels: 3)
        let sound = try Signal(
            Tensor([1, 24_000], (0..<24_000).map { $0 < 8000 ? 0 : 0.5 * Float(sin(Double($0) * 0.35)) }), rate: 8000)
        try Movie.write(
            pictures, sound: hasSound ? sound : nil, to: laboratory.folder + "/" + name, as: .mov, pool: MediaPool(workers: 1))
    }

    @Test func aMovieGivesItsPicturesAndParts() throws {
        try writeMovie()
        let movie = "movie = load \"bar.mov\"\n"
        #expect(try said(movie + "frames movie") == "75 pictures · 64 x 48 px · 3.0 s")
        #expect(try said(movie + "frames movie, every: 10, grey") == "8 pictures · 64 x 48 px grey · 3.2 s")
        #expect(try said(movie + "frames movie, rate: 5 Hz, size: 16 px") == "15 pictures · 16 x 16 px · 3.0 s")
        #expect(
            try frames(movie + "frames movie, rate: 50 Hz, part: 1 s .. 1.1 s").times.map { ($0 * 100).rounded() } == [
                100, 102, 104, 106, 108,
            ])
        #expect(try said(movie + "frames movie, width: 32 px, part: 1 s .. 2 s") == "25 pictures · 32 x 24 px · 1.0 s")
        #expect(
            try said(movie + "frames movie, crop: [8 px, 4 px, 20 px, 10 px], height: 20 px, every: 75")
                == "1 picture · 40 x 20 px · at 0 us")
        #expect(try said(movie + "movie[1 s .. 2 s]").hasPrefix("1.0 s · 64 x 48 px at 25 pictures/s"))
        let part = try frames(movie + "frames movie[1 s .. 2 s]")
        #expect(part.times.first == 1 && abs(part.times.last! - 1.96) < 1e-9 && part.count == 25)
        let whole = try frames(movie + "frames movie")
        #expect(part.bytes == whole.slice(25..<50).bytes)
        let again = try frames(movie + "(frames movie)[1 s .. 2 s]")
        #expect(again.bytes == part.bytes && again.times == part.times)
        let counted = try frames(movie + "f = frames movie\nf[26 .. 50]")
        #expect(counted.bytes == part.bytes)
        #expect(try frames(movie + "f = frames movie\nf[3]").times == [0.08])
        #expect(try said(movie + "f = frames movie\nf.rate") == "25 Hz")
        #expect(try said(movie + "f = frames movie\nf.count") == "75")
        let times = try #require(try laboratory.value(of: movie + "f = frames movie\nf.times") as? TensorValue).tensor
        #expect(times.shape == [75] && times.floats[50] == 2)
        let stored = try #require(try laboratory.value(of: movie + "frames movie") as? FramesValue)
        #expect(try FramesValue(payload: stored.payload()).frames.bytes == whole.bytes)
    }

    @Test func picturesAreChosenAmong() throws {
        try writeMovie()
        let source = "movie = load \"bar.mov\"\nf = frames movie\n"
        for options in [
            "every: 10", "rate: 5 Hz", "part: 1 s .. 2 s", "rate: 50 Hz, part: 1 s .. 1.1 s", "rate: 7 Hz, part: 1.01 s .. 2 s",
        ] {
            let (whole, again) = (try frames(source + "frames movie, \(options)"), try frames(source + "frames f, \(options)"))
            #expect(again.bytes == whole.bytes, "\(options)")
            #expect(zip(again.times, whole.times).allSatisfy { abs($0 - $1) < 1e-9 }, "\(options)")
        }
        let part = try frames(source + "frames f, every: 3, crop: [8 px, 4 px, 20 px, 10 px], grey")
        #expect(try part.bytes == frames(source + "crop (frames movie, every: 3), box: [8 px, 4 px, 20 px, 10 px]").grey.bytes)
        #expect(try said(source + "frames f, width: 32 px, every: 25") == "3 pictures · 32 x 24 px · 3.0 s")
        #expect(try said(source + "frames f[3], rate: 4 Hz") == "1 picture · 64 x 48 px · at 80 ms")
        #expect(try said(source + "frames f, every: 2, rate: 5 Hz") == "frames' 'every' does not go with 'rate'")
        #expect(try said(source + "frames f, part: 5 s .. 6 s").contains("leaves the time axis"))
        #expect(try said(source + "frames [f, f]") == "frames takes one movie, or a list of figures")
    }

    @Test func aClipOfADataSetIsAMovie() throws {
        for (place, hasSound) in [("a", true), ("b", false)] {
            try FileManager.default.createDirectory(
                atPath: laboratory.folder + "/films/\(place)", withIntermediateDirectories: true)
            try writeMovie(hasSound: hasSound, to: "films/\(place)/1.mov")
        }
        let source = "films = dataset \"films\"\nclip = films[1]\n"
        #expect(try laboratory.wayOut(of: source + "clip[500 ms .. 1 s]") == "frames DATA[1], part: 500 ms .. 1 s")
        #expect(try said(source + "frames clip[1], part: 500 ms .. 1 s") == "12 pictures · 64 x 48 px · 480 ms")
        #expect(try laboratory.wayOut(of: source + "films[500 ms .. 1 s]") == "such as [3] or [1 .. 10]")
        #expect(try said(source + "export clip to \"one.mov\"\nload \"one.mov\"").hasSuffix("1 channel at 8 kHz, pcm_s16le"))
        let (copied, movie) = (
            try frames(source + "export clip to \"one.mov\"\nframes (load \"one.mov\")"),
            try frames(source + "export (load \"films/a/1.mov\") to \"two.mov\"\nframes (load \"two.mov\")")
        )
        #expect(copied.bytes == movie.bytes && copied.times == movie.times && copied.count == 75)
        #expect(try said(source + "export films[2] to \"mute.mp4\"\nload \"mute.mp4\"").hasSuffix("no sound"))
        #expect(try said(source + "export clip to \"a.wav\"").hasPrefix("a.wav · wav, 48 KB"))
        #expect(try said(source + "export films to \"a.mp4\"") == "export takes one clip, not 2")
        #expect(try laboratory.wayOut(of: source + "export films to \"a.npy\"") == "the ending is .csv")
    }

    @Test func theSoundOfAPartIsInStep() throws {
        try writeMovie()
        let movie = "movie = load \"bar.mov\"\n"
        let part = try #require(try laboratory.value(of: movie + "soundtrack movie[500 ms .. 2 s]") as? SoundValue).signal
        #expect(part.samples == 12_000)
        let floats = part.tensor.floats
        #expect(floats[..<3990].allSatisfy { abs($0) < 1e-3 } && floats[4010..<5000].contains { abs($0) > 0.4 })
        #expect(try said(movie + "soundtrack movie[500 ms .. 2 s], part: 1 s .. 1.2 s") == "1 channel · 200 ms · 8 kHz")
        #expect(
            try said(movie + "soundtrack movie[500 ms .. 2 s], part: 1 s .. 2 s")
                == "soundtrack's 'part' leaves the part of the movie, which lasts 1.5 s")
        // Written and read again, the tone still begins half a second after the part does.
        let back = "export movie[500 ms .. 2 s] to \"part.mov\"\nback = load \"part.mov\"\n"
        #expect(try said(movie + back + "frames back") == "37 pictures · 64 x 48 px · 1.5 s")
        let sound = try #require(try laboratory.value(of: movie + back + "soundtrack back") as? SoundValue).signal.tensor.floats
        let first = try #require(sound.firstIndex { abs($0) > 0.1 })
        // The part's first picture is the one at 520 ms.
        #expect(abs(Double(first) / 8000 - 0.48) < 0.002)
        #expect(try said(movie + "export movie[1 s .. 2 s] to \"a.wav\"").hasPrefix("a.wav · wav, 16 KB"))
    }

    @Test func aMovieIsTrimmedToItsSound() throws {
        try writeMovie()
        let movie = "movie = load \"bar.mov\"\n"
        #expect(try said(movie + "trim movie").hasPrefix("2.1 s · 64 x 48 px"))
        let frames = try frames(movie + "frames (trim movie)")
        #expect(abs(frames.times[0] - 0.92) < 0.09 && frames.times.last! > 2.9)
        #expect(try said(movie + "trim movie[1.5 s .. 2 s]").hasPrefix("500 ms"))
        #expect(throws: Diagnostic.self) { try laboratory.value(of: movie + "melspec (trim movie)") }
        try writeMovie(hasSound: false, to: "silent.mov")
        #expect(try said("trim (load \"silent.mov\")") == "'silent.mov' has no sound")
    }

    @Test func picturesAreWrittenWithASoundAndRead() throws {
        try writeMovie()
        let source = "movie = load \"bar.mov\"\nf = frames movie, every: 3\n"
        for (name, ending) in [("out.mp4", "aac"), ("out.mov", "pcm_s16le")] {
            let line = try said(source + "export f to \"\(name)\", sound: (soundtrack movie)\nload \"\(name)\"")
            #expect(line.hasSuffix("1 channel at 8 kHz, \(ending)"), "\(line)")
            #expect(
                try said(source + "export f to \"\(name)\", sound: (soundtrack movie)\nframes (load \"\(name)\")")
                    == "25 pictures · 64 x 48 px · 3.0 s")
        }
        let written = try frames(source + "export f to \"silent.mp4\"\nframes (load \"silent.mp4\")")
        let first = try frames(source + "f")
        let error = zip(written.bytes, first.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        #expect(
            Double(error) / Double(first.bytes.count) < 6 && zip(written.times, first.times).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(try said(source + "export f to \"sheet.png\"").hasPrefix("sheet.png · png"))
        let sheet = try Data(contentsOf: URL(fileURLWithPath: laboratory.folder + "/sheet.png"))
        let text = try #require(try PNGFile.text(in: Array(sheet))[FigureOrigin.keyword])
        #expect(try FigureOrigin(text: text, path: "sheet.png").source.contains("pictures: 48"))
        #expect(try said(source + "export f to \"f.npy\"\nimport \"f.npy\"").hasPrefix("25 x 48 x 64 x 3"))
        #expect(
            try said(source + "export (tone 440 Hz) to \"x.wav\", sound: (soundtrack movie)")
                == "export's 'sound' goes with frames in an mp4 or mov")
        #expect(try said(source + "export f to \"f.wav\"").contains("f.wav"))
    }

    @Test func numbersAndFiguresBecomePictures() throws {
        try writeMovie()
        let source = "f = frames (load \"bar.mov\"), every: 25\n"
        let again = try frames(source + "frames f.values")
        let first = try frames(source + "f")
        #expect(again.bytes == first.bytes && again.times == first.times && again.channels == 3)
        let drawn = try frames("frames [(plot (tone 440 Hz)), (plot (noise 1 s))], width: 160 px, rate: 4 Hz")
        #expect(drawn.count == 2 && drawn.height == 90 && drawn.times == [0, 0.25])
        #expect(drawn.slice(0..<1).bytes != drawn.slice(1..<2).bytes)
        #expect(try said("frames (melspec (tone 440 Hz)).values").hasPrefix("frames takes numbers as (time, row, column)"))
        #expect(try said("frames [(plot (tone 440 Hz))], part: 0 s .. 1 s") == "frames' 'part' goes with movies")
    }

    @Test func whatCannotBeIsRefused() throws {
        try writeMovie()
        _ = try laboratory.value(of: "export (tone 440 Hz) to \"sound.mp4\"")
        let source = "movie = load \"bar.mov\"\nf = frames movie, every: 25\n"
        #expect(throws: Diagnostic.self) { try laboratory.value(of: "frames (load \"sound.mp4\")") }
        #expect(try laboratory.wayOut(of: "frames \"bar.mov\"") == "(load ...) gives a movie")
        #expect(try laboratory.wayOut(of: "melspec \"bar.mov\"") == "(soundtrack (load ...)) gives a sound")
        #expect(try laboratory.wayOut(of: "melspec \"dog.wav\"") == "(load ...) gives a sound")
        #expect(try laboratory.wayOut(of: "frames (tone 440 Hz)") == "a sound has no pictures")
        #expect(try said(source + "crop f") == "crop needs a part")
        #expect(
            try said(source + "crop f, box: [60 px, 0 px, 10 px, 48 px]")
                == "the part 10 x 48 at 60, 0 lies outside the pictures, which have 64 x 48 pixels")
        #expect(try said(source + "crop f, box: [64 px, 0 px, 1 px, 1 px]").contains("lies outside the pictures"))
        #expect(
            try said(source + "frames movie, crop: [0 px, 0 px, 65 px, 2 px]").contains("lies outside the pictures of 'bar.mov'"))
        for part in ["0 px, 0 px, 0 px, 10 px", "0 px, 0 px, 1 px, 1000000000000 px"] {
            #expect(
                try said(source + "frames movie, crop: [\(part)], width: 64 px").contains("lies outside the pictures"), "\(part)")
        }
        #expect(
            try said(source + "soundtrack movie[2 s .. 3 s], part: -1 s .. 500 ms")
                == "soundtrack's 'part' begins before the sound")
        #expect(try said(source + "soundtrack movie, part: -1 s .. 500 ms") == "soundtrack's 'part' begins before the sound")
        #expect(try said(source + "frames f, partial") == "frames' 'partial' goes with movies")
        #expect(try said(source + "frames [f.times, f.times]").contains("takes one movie, or a list of figures"))
        #expect(
            try said(source + "frames movie, crop: [0 px, 0 px]") == "frames' 'crop' takes four numbers: [x, y, width, height]")
        #expect(throws: Diagnostic.self) { try laboratory.value(of: source + "resize f, size: 0 px") }
        #expect(try said(source + "crop f, box: [0 px, 0 px, 0 px, 1 px]").contains("lies outside the pictures"))
        #expect(try said(source + "crop f, box: [0 px, 0 px]") == "crop's 'box' takes four numbers: [x, y, width, height]")
        #expect(throws: Diagnostic.self) { try laboratory.value(of: source + "frames movie, every: 0") }
        #expect(try said(source + "resize f") == "resize's 'size' or 'width' or 'height' must be given")
        #expect(try said(source + "resize f, size: 8 px, width: 9 px") == "resize's 'size' does not go with 'width' or 'height'")
        #expect(try said(source + "frames movie, every: 2, rate: 5 Hz") == "frames' 'every' does not go with 'rate'")
        #expect(try said(source + "movie[2 s .. 4 s]") == "the movie has no part 2..4 s")
        #expect(try said(source + "movie[3]") == "a movie is sliced along time alone")
        #expect(try said(source + "movie[0 s .. 1 s][500 ms .. 2 s]") == "the movie has no part 0.5..2 s")
        #expect(
            try said(source + "frames movie[1 s .. 2 s], part: 0 s .. 2 s")
                == "frames' 'part' leaves the part of the movie, which is 1..2 s")
        #expect(try said(source + "f[4]").contains("counts 1..3"))
        #expect(try said(source + "f[5 s .. 6 s]").contains("leaves the time axis"))
        #expect(try said(source + "mouth f[1]") == "motion takes 2 pictures or more, and there is 1")
        #expect(try said(source + "mouth f, width: 65 px").contains("lies outside"))
        #expect(try said(source + "dct f, coefficients: 100000").contains("must be 1 to 3072"))
        #expect(throws: Diagnostic.self) { try laboratory.value(of: "crop (tone 440 Hz)") }
    }

    @Test func directionsOfFewRowsAreWarnedOf() throws {
        let source = "few = mfcc (noise 50 ms), count: 30\nothers = mfcc (noise 50 ms, color: pink), count: 30\n"
        let note = "fewer rows than features: the directions fit these rows alone; give more rows, or shrinkage: 0.1"
        #expect(try laboratory.notes(of: source + "lda [few, others]") == [note])
        #expect(try laboratory.notes(of: source + "lda [few, others], shrinkage: 0.1") == [])
        let many = source.replacing("50 ms", with: "1 s")
        #expect(try laboratory.notes(of: many + "lda [few, others]") == [])
    }

    @Test func tinyMoviesWork() throws {
        try writeMovie(hasSound: false, width: 2, height: 2, count: 1, to: "dot.mov")
        #expect(try said("frames (load \"dot.mov\")").hasPrefix("1 picture · 2 x 2 px"))
        #expect(
            try said("crop (frames (load \"dot.mov\")), box: [0 px, 0 px, 1 px, 1 px] | resize size: 3 px")
                == "1 picture · 3 x 3 px · at 0 us")
        #expect(try said("plot (frames (load \"dot.mov\"))").hasPrefix("1 picture of 2 x 2 pixels"))
        #expect(try said("plot (load \"dot.mov\")").contains("1 picture of 2 x 2 pixels"))
        #expect(try said("dct (frames (load \"dot.mov\")), coefficients: 4").hasPrefix("1 x 4"))
        #expect(
            try said("export (frames (load \"dot.mov\")) to \"dot.mp4\"\nframes (load \"dot.mp4\")").hasPrefix(
                "1 picture · 2 x 2 px"))
    }

    @Test func aMovieIsDrawnOnOneClock() throws {
        try writeMovie()
        try writeMovie(hasSound: false, to: "silent.mov")
        let line = try said("plot (load \"bar.mov\")")
        #expect(line.hasPrefix("2 plots: film strip of 8 pictures, time 0 to 3 s; heat map of 32 rows"), "\(line)")
        let part = try said("movie = load \"bar.mov\"\nplot movie[1 s .. 2 s], pictures: 4, title: \"Part\"")
        #expect(part.hasPrefix("\"Part\": 2 plots: film strip of 4 pictures, time 1 to 2 s; heat map"), "\(part)")
        #expect(part.contains("time 1 to 2 s, level"), "\(part)")
        #expect(try said("plot (load \"silent.mov\")").contains(" pictures of 64 x 48 pixels: 0."))
        _ = try laboratory.value(of: "export (tone 440 Hz) to \"sound.mp4\"")
        #expect(try said("plot (load \"sound.mp4\")").hasPrefix("Waveform"))
        #expect(
            try said("plot (frames (load \"bar.mov\"), every: 5), pictures: 4")
                == "4 pictures of 64 x 48 pixels: 0.20 s, 1.00 s, 1.80 s, 2.60 s.")
    }

    /// Odd codecs, headers that lie, files cut short: each is drawn, or refused by name.
    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
    func everyOddMovieIsDrawnOrRefused() throws {
        let folder = try #require(dataFolder) + "/media/"
        var drawn = 0
        for part in ["crafted", "public"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder + part).sorted()
            for name in names
            where ["mp4", "mov", "mkv", "avi", "webm", "mpg", "flv", "wmv"].contains((name as NSString).pathExtension) {
                try FileManager.default.createSymbolicLink(
                    atPath: laboratory.folder + "/" + name, withDestinationPath: folder + part + "/" + name)
                let line = try said("plot (load \"\(name)\")")
                if line.contains("pictures") && !line.contains("'") || line.hasPrefix("Waveform") {
                    drawn += 1
                } else {
                    #expect(line.contains("'\(name)'") || line.contains("1 picture"), "\(name): \(line)")
                }
            }
        }
        #expect(drawn >= 20)
    }

    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
    func aTalkersClipShowsItsWords() throws {
        let path = try #require(dataFolder) + "/grid-av/video/bbaf3s.mp4"
        try FileManager.default.createSymbolicLink(atPath: laboratory.folder + "/bbaf3s.mp4", withDestinationPath: path)
        let digest = try Shelf(laboratory.store).digests(ofFiles: [laboratory.folder + "/bbaf3s.mp4"])[0]
        var clip = Clip(path: "bbaf3s.mp4", digest: digest.description, seconds: 3, rate: 44_100, channels: 1, label: 0)
        clip.pictures = .init(width: 360, height: 288, rate: 25)
        clip.words = [.init("bin", start: 0.76, end: 0.94), .init("blue", start: 0.94, end: 1.26)]
        let set = DatasetValue(ClipTable(classes: ["s1"], clips: [clip]))
        let figure = try set.drawn(
            DrawingWishes(context: Context(places: laboratory.places), shelf: Shelf(laboratory.store)))
        let twice = DatasetValue(ClipTable(classes: ["s1"], clips: [clip, clip]))
        let page = try twice.drawn(DrawingWishes(context: Context(places: laboratory.places), shelf: Shelf(laboratory.store)))
        #expect(page.description == "\"What is in the data set\": 2 pictures of 360 x 288 pixels: s1, s1.")
        #expect(
            figure.description.hasPrefix(
                "\"bbaf3s.mp4\": 3 plots: film strip of 8 pictures, time 0 to 3 s; 2 spans: bin 0.76 to 0.94 s, blue 0.94 to 1.26 s; heat map"
            ))
        #expect(try said("frames (load \"bbaf3s.mp4\")") == "75 pictures · 360 x 288 px · 3.0 s")
        #expect(try said("mouth (frames (load \"bbaf3s.mp4\"))") == "75 pictures · 90 x 60 px · 3.0 s")
        #expect(try said("dct (mouth (frames (load \"bbaf3s.mp4\"))), coefficients: 30").hasPrefix("75 x 30 · "))
    }
}
