import Footage
import Foundation
import Language
import Picture
import Sound
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Movies with gaps, with several streams and with other than square pixels, as a notebook reads them.
@Suite struct MovieClockTests {
    private let laboratory: Laboratory

    init() throws { laboratory = try Laboratory() }

    private func said(_ source: String) throws -> String { try laboratory.said(source) }

    /// Two seconds of pictures, ten a second and shown twice as wide, in two streams; two sounds, of which the first lacks
    /// the second half second and the other comes twice from 1 s to 1.5 s.
    private func writeMovie() throws {
        var file = MatroskaFile(duration: 2000)
        let pictures = [16, 8].map { file.addPictures(width: $0, height: 8, shown: (2 * $0, 8)) }
        let sounds = [file.addSound(rate: 8000), file.addSound(rate: 8000)]
        for number in 0..<20 {
            for (track, width) in zip(pictures, [16, 8]) {
                file.addPicture(width: width, height: 8, to: track, at: number * 100) { _, _ in UInt8(20 + 10 * number) }
            }
            for packet in number * 10..<number * 10 + 10 {
                if !(50..<100).contains(packet) { file.addSamples(80, of: 0.5, to: sounds[0], at: packet * 10) }
                file.addSamples(80, of: packet < 150 ? 0.25 : 0.75, to: sounds[1], at: packet * 10 - (packet < 150 ? 0 : 500))
            }
        }
        try Data(file.bytes).write(to: URL(fileURLWithPath: laboratory.folder + "/odd.mkv"))
    }

    private static let movie = "movie = load \"odd.mkv\"\n"

    private func samples(_ source: String) throws -> [Float] {
        try #require(try laboratory.value(of: Self.movie + source) as? SoundValue).signal.tensor.floats
    }

    @Test func aMovieSaysHowWideItIsShown() throws {
        try writeMovie()
        #expect(
            try said("load \"odd.mkv\"")
                == "2.0 s · 32 x 8 px (stored 16 x 8, pixels 2:1) at 10 pictures/s, rawvideo · 1 channel at 8 kHz, pcm_s16le")
        let value = try #require(try laboratory.value(of: "load \"odd.mkv\"") as? MovieValue)
        #expect(try MovieValue(payload: value.payload()).line == value.line)
        #expect(try said(Self.movie + "movie.width") == "32")
        #expect(try said(Self.movie + "frames movie") == "20 pictures · 32 x 8 px · 2.0 s")
        #expect(try said(Self.movie + "frames movie, width: 16 px") == "20 pictures · 16 x 4 px · 2.0 s")
        #expect(try said(Self.movie + "frames movie, crop: [20 px, 0 px, 12 px, 8 px]") == "20 pictures · 12 x 8 px · 2.0 s")
    }

    @Test func gapsAndOverlapsKeepTheirPlace() throws {
        try writeMovie()
        #expect(try laboratory.notes(of: Self.movie + "soundtrack movie") == [])
        let note = "'odd.mkv': 0.500 s of its sound are there twice at 1.000 s; those that come later in the file are left out"
        #expect(try laboratory.notes(of: Self.movie + "soundtrack movie, stream: 2") == [note])
        let whole = try samples("soundtrack movie")
        #expect(whole.count == 16_000)
        #expect(
            whole[..<4000].allSatisfy { $0 == 0.5 } && whole[4000..<8000].allSatisfy { $0 == 0 }
                && whole[8000...].allSatisfy { $0 == 0.5 })
        #expect(try samples("soundtrack movie[400 ms .. 1.1 s]") == Array(whole[3200..<8800]))
        let twice = try samples("soundtrack movie, stream: 2")
        #expect(twice.count == 12_000 && twice.allSatisfy { $0 == 0.25 })
    }

    @Test func aStreamIsChosen() throws {
        try writeMovie()
        #expect(try said(Self.movie + "frames movie, stream: 2") == "20 pictures · 16 x 8 px · 2.0 s")
        #expect(try said(Self.movie + "frames movie[1 s .. 1.5 s], stream: 2, width: 8 px") == "5 pictures · 8 x 4 px · 500 ms")
        #expect(try said(Self.movie + "frames movie, stream: 3") == "'odd.mkv' has 2 streams of pictures, and no number 3")
        #expect(try laboratory.wayOut(of: Self.movie + "frames movie, stream: 3") == "choose one of 1 to 2")
        #expect(try said(Self.movie + "soundtrack movie, stream: 5") == "'odd.mkv' has 2 streams of sound, and no number 5")
        #expect(try said(Self.movie + "frames (frames movie), stream: 1") == "frames' 'stream' goes with movies")
    }

    @Test func aPartOfOnePictureIsSeen() throws {
        try writeMovie()
        let all = try #require(try laboratory.value(of: Self.movie + "frames movie") as? FramesValue).frames
        for source in [
            "frames movie[1.21 s .. 1.22 s]", "frames movie, part: 1.21 s .. 1.22 s", "f = frames movie\nf[1.21 s .. 1.22 s]",
            "f = frames movie\nframes f, part: 1.21 s .. 1.22 s",
        ] {
            let seen = try #require(try laboratory.value(of: Self.movie + source) as? FramesValue).frames
            #expect(seen.times == [1.21] && seen.bytes == all.slice(12..<13).bytes, "\(source)")
        }
        #expect(
            try said(Self.movie + "export movie[1.21 s .. 1.25 s] to \"a.mov\"\nsoundtrack (load \"a.mov\")")
                == "1 channel · 40 ms · 8 kHz")
        #expect(try said(Self.movie + "f = frames movie\nf[5 s .. 6 s]").contains("leaves the time axis"))
    }

    @Test func oddSizesAreSaid() throws {
        try writeMovie()
        let source = Self.movie + "export (frames movie, width: 15 px, height: 9 px) to \"a.mp4\""
        #expect(
            try laboratory.notes(of: source) == [
                "the pictures of a.mp4 are 16 x 10 px, not 15 x 9: players show even sizes alone, so their last column and row are there twice"
            ])
        #expect(try said(source + "\nload \"a.mp4\"").contains("16 x 10 px at"))
        #expect(try laboratory.notes(of: Self.movie + "export (frames movie) to \"b.mp4\"") == [])
    }

    /// Slides of uneven length: the last is seen as long as the movie says, also when it is kept and written.
    @Test func theLastSlideLasts() throws {
        var file = MatroskaFile()
        let track = file.addPictures(width: 16, height: 16)
        for (time, length) in [(0, 1000), (1000, 500), (1500, 3000)] {
            file.addPicture(width: 16, height: 16, to: track, at: time, lasting: length) { _, _ in 100 }
        }
        try Data(file.bytes).write(to: URL(fileURLWithPath: laboratory.folder + "/slides.mkv"))
        let source = "f = frames (load \"slides.mkv\")\n"
        #expect(try said(source + "f") == "3 pictures · 16 x 16 px · 4.5 s")
        #expect(try said("frames (load \"slides.mkv\"), rate: 2 Hz") == "9 pictures · 16 x 16 px · 4.5 s")
        #expect(try said(source + "frames f, rate: 2 Hz") == "9 pictures · 16 x 16 px · 4.5 s")
        let value = try #require(try laboratory.value(of: source + "f") as? FramesValue)
        #expect(try FramesValue(payload: value.payload()).frames.end == 4.5)
        #expect(try said(source + "export f to \"a.mp4\"\nload \"a.mp4\"").hasPrefix("4.5 s · 16 x 16 px"))
    }

    /// A network hears the silence, too.
    @Test func featuresHaveTheGap() throws {
        try writeMovie()
        let sound = try #require(try laboratory.value(of: Self.movie + "soundtrack movie") as? SoundValue).signal
        try Data(sound.encoded(as: .wavFloat).bytes).write(to: URL(fileURLWithPath: laboratory.folder + "/flat.wav"))
        let model = """
            world = stage clips: 4, kinds: [bell, rain], length: 2 s
            ear = train (cnn world, bands: 16, filters: 8, blocks: 1) on world, epochs: 1

            """
        let (movie, flat) = (try said(model + "predict ear on \"odd.mkv\""), try said(model + "predict ear on \"flat.wav\""))
        #expect(movie == flat)
    }
}
