import Foundation
import Media
import Picture
import Testing

/// Every file of the collection against what ffmpeg made of it.
///
/// Counts are the same, and levels to within a millionth. ffmpeg's quick conversion, which the manifest has, makes colours
/// up to a level and a half darker than the formula says; ours keeps to the formula.
@Suite(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set")) struct MediaManifestTests {
    private let pool = MediaPool(workers: 1)

    @Test func theCollectionIsThere() { #expect(MediaEntry.all.count == 71) }

    @Test(arguments: MediaEntry.all) func factsAreThose(of entry: MediaEntry) throws {
        guard entry.isReadable else {
            let problem = try problem { _ = try Movie(entry.path, pool: pool) }
            #expect(problem == .notMedia || problem == .unreadable(.empty))
            return
        }
        let movie = try Movie(entry.path, pool: pool)
        #expect(movie.container == entry.text("container"))
        #expect(movie.streams == (entry.number("n_video"), entry.number("n_audio")))
        if entry.hasPictures {
            let pictures = try #require(movie.pictures)
            let size = [entry.number("width"), entry.number("height")]
            #expect(pictures.codec == entry.text("vcodec") && [pictures.storedWidth, pictures.storedHeight] == size)
            #expect(pictures.pixelFormat == entry.text("pix_fmt"))
        }
        if entry.hasSound {
            let sound = try #require(movie.sound)
            #expect(sound.codec == entry.text("acodec") && sound.rate == entry.number("rate").map(Double.init))
            #expect(sound.channels == entry.number("channels"))
        }
    }

    @Test(arguments: MediaEntry.all.filter(\.hasPictures)) func picturesAreThose(of entry: MediaEntry) throws {
        let movie = try Movie(entry.path, pool: pool)
        let expected = try #require(entry.number("frames_decoded"))
        guard expected > 0 else {
            try problem { _ = try movie.frames(partial: true) }
            return
        }
        let frames = try movie.frames(FrameChoice(size: entry.width), partial: true)
        #expect(frames.count == expected)
        let first = try movie.frames(FrameChoice(.every(expected)), partial: true)
        #expect(first.count == 1)
        for (mean, colour) in zip(first.mean(of: 0), entry.colours) {
            #expect((-0.1...1.5).contains(mean - colour), "\(mean) \(colour)")
        }
        if entry.text("video_errors") == "yes" {
            guard case .damaged = try problem({ _ = try movie.frames() }) else {
                Issue.record("its damage is not noticed")
                return
            }
        } else {
            #expect(try movie.frames(FrameChoice(size: entry.width)).bytes == frames.bytes)
        }
    }

    @Test(arguments: MediaEntry.all.filter(\.hasSound)) func soundIsThat(of entry: MediaEntry) throws {
        let movie = try Movie(entry.path, pool: pool)
        let expected = try #require(entry.number("samples_per_channel"))
        guard expected > 0 else {
            try problem { _ = try movie.sound(partial: true) }
            return
        }
        let sound = try movie.sound(partial: true)
        #expect(sound.samples == expected && sound.channels == entry.number("channels"))
        let rms = try #require(Double(entry.text("rms")))
        #expect(abs(sound.rms - rms) < 1e-6, "\(sound.rms)")
        if entry.text("audio_errors") == "yes" {
            guard case .damaged = try problem({ _ = try movie.sound() }) else {
                Issue.record("its damage is not noticed")
                return
            }
        } else {
            #expect(try movie.sound().tensor.floats == sound.tensor.floats)
        }
    }

    /// A movie that was taken with the camera on its side.
    @Test func picturesStandUprightAndSoDoTheirParts() throws {
        let entry = try #require(MediaEntry.all.first { $0.file == "public/decord-video_90.mov" })
        let movie = try Movie(entry.path, pool: pool)
        #expect(movie.pictures?.rotation == 90 && movie.pictures?.width == 320 && movie.pictures?.height == 568)
        let whole = try movie.frames(FrameChoice(.every(100)))
        #expect(whole.width == 320 && whole.height == 568)
        // From an odd place all of the picture is converted first, so that its part is the same to the bit.
        let crop = Crop(x: 11, y: 21, width: 101, height: 81)
        let part = try movie.frames(FrameChoice(.every(100), crop: crop))
        let rows = (0..<crop.height).flatMap { row in
            let start = ((row + crop.y) * whole.width + crop.x) * 3
            return whole.bytes[start..<start + crop.width * 3]
        }
        #expect(part.bytes == rows)
    }

    /// What is left undecoded changes nothing, wherever the part begins.
    @Test(arguments: MediaEntry.all.filter { ($0.number("frames_decoded") ?? 0) > 1 })
    func skippingChangesNothing(in entry: MediaEntry) throws {
        let movie = try Movie(entry.path, pool: pool)
        let end = max(movie.duration ?? 1, 0.2)
        for pace in [FrameChoice.Pace.every(3), .every(10), .rate(7)] {
            for part in [nil, 0.4 * end..<0.9 * end] {
                var choice = FrameChoice(pace, part: part, size: entry.width)
                let some = Result { try movie.frames(choice, partial: true) }.mapError { $0 as! MediaFault }
                choice.decodesAll = true
                let all = Result { try movie.frames(choice, partial: true) }.mapError { $0 as! MediaFault }
                switch (some, all) {
                case (.success(let some), .success(let all)):
                    #expect(some.times == all.times && some.bytes == all.bytes, "\(pace), \(part as Any)")
                case (.failure(let some), .failure(let all)): #expect(some == all)
                default: Issue.record("\(pace), \(part as Any): \(some) but \(all)")
                }
            }
        }
    }
}

extension MediaEntry {
    /// Small pictures are enough to count and compare.
    fileprivate var width: FrameChoice.Size? { (number("width") ?? 0) > 100 ? FrameChoice.Size(width: 64, height: 48) : nil }
}
