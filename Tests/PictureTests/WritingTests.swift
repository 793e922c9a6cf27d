import Foundation
import Media
import Picture
import Sound
import Tensors
import Testing

/// What is written and read again.
@Suite struct WritingTests {
    private let pool = MediaPool(workers: 2)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    /// The mean difference of the bytes of two movies of the same size.
    private func difference(_ a: Frames, _ b: Frames) -> Double {
        zip(a.bytes, b.bytes).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(a.bytes.count)
    }

    @Test(arguments: [MovieFormat.mp4, .mpeg4, .mov]) func comesBackAndIsTheSameBits(format: MovieFormat) throws {
        let frames = Clips.frames(count: 60, width: 96, height: 64)
        let sound = try Clips.tone(seconds: 2.4, rate: 22_050, channels: 2)
        let paths = (0..<2).map { "\(folder.path)/\(format.rawValue)\($0).\(format == .mov ? "mov" : "mp4")" }
        for path in paths { try Movie.write(frames, rate: 25, sound: sound, to: path, as: format, pool: pool) }
        #expect(try bytes(paths[0]) == bytes(paths[1]))
        let movie = try Movie(paths[0], pool: pool)
        let read = try movie.frames()
        #expect(read.count == 60 && read.width == 96 && read.height == 64)
        #expect(zip(read.times, frames.times).allSatisfy { abs($0 - $1) < 1e-3 })
        #expect(difference(read, frames) < 4, "\(difference(read, frames))")
        let heard = try movie.sound()
        #expect(heard.rate == 22_050 && heard.channels == 2)
        if format == .mov {
            #expect(heard.samples == sound.samples)
            #expect(zip(heard.tensor.floats, sound.tensor.floats).allSatisfy { abs($0 - $1) <= 1 / 32_768 })
        } else {
            // Sound is coded in blocks of 1024 samples, of which the last may be filled with silence.
            #expect((0...1024).contains(heard.samples - sound.samples), "\(heard.samples)")
            #expect(abs(heard.rms - sound.rms) < 0.02)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasSuffix(".part") })
    }

    @Test func unevenTimesStayAsTheyAre() throws {
        let times = [0, 0.04, 0.1, 0.5, 0.51, 1.25, 2, 2.001, 3.5, 3.7]
        let frames = Clips.frames(count: 10, width: 32, height: 32, times: times)
        let path = folder.path + "/uneven.mp4"
        try Movie.write(frames, sound: nil, to: path, as: .mp4, pool: pool)
        let movie = try Movie(path, pool: pool)
        #expect(movie.sound == nil)
        let read = try movie.frames()
        #expect(read.count == 10)
        #expect(zip(read.times, times).allSatisfy { abs($0 - $1) < 1e-4 }, "\(read.times)")
        let seen = try movie.frames(FrameChoice(.rate(2)))
        // The last is written to be seen as long as the others on average.
        let expected = [0, 0.5, 0.51, 1.25, 2, 2.001, 2.001, 3.5, 3.7]
        #expect(seen.count == 9 && zip(seen.times, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "\(seen.times)")
    }

    @Test(arguments: [(1, 1), (2, 2), (161, 121), (16_384, 2), (2, 16_384)]) func oddSizes(width: Int, height: Int) throws {
        let frames = Clips.frames(count: 3, width: width, height: height)
        let path = folder.path + "/odd.mp4"
        try Movie.write(frames, rate: 10, sound: nil, to: path, as: .mp4, pool: pool)
        let read = try Movie(path, pool: pool).frames()
        #expect(read.count == 3 && read.width == width && read.height == height)
        // In so little room colours run into each other.
        #expect(difference(read, frames) < 16, "\(difference(read, frames))")
        let small = try Movie(path, pool: pool).frames(FrameChoice(size: .init(width: 5, height: 7)))
        #expect(small.count == 3)
    }

    @Test(arguments: [[255, 255, 255], [0, 0, 0], [200, 30, 60], [20, 180, 90], [128, 128, 128]])
    func coloursStayAsTheyAre(colour: [UInt8]) throws {
        let bytes = (0..<2 * 32 * 32).flatMap { _ in colour }
        let frames = Frames(bytes: bytes, times: [0, 0.5], height: 32, width: 32, channels: 3)
        for format in [MovieFormat.mp4, .mpeg4] {
            let path = folder.path + "/colour.mp4"
            try Movie.write(frames, rate: 2, sound: nil, to: path, as: format, pool: pool)
            for (mean, colour) in zip(try Movie(path, pool: pool).frames().mean(of: 0), colour) {
                #expect(abs(mean - Double(colour)) <= 2)
            }
        }
    }

    @Test func greyAndSoundAlone() throws {
        let grey = Clips.frames(count: 4, width: 16, height: 16, channels: 1)
        try Movie.write(grey, rate: 5, sound: nil, to: folder.path + "/grey.mp4", as: .mp4, pool: pool)
        let read = try Movie(folder.path + "/grey.mp4", pool: pool).frames(FrameChoice(colour: .grey))
        #expect(difference(read, grey) < 4)
        let sound = try Clips.tone(seconds: 0.5, rate: 8000)
        try Movie.write(nil, sound: sound, to: folder.path + "/tone.wav", as: .wav, pool: pool)
        let heard = try SoundFile.read(folder.path + "/tone.wav")
        #expect(heard.samples == 4000 && heard.rate == 8000 && abs(heard.rms - sound.rms) < 1e-4)
        #expect(try Movie(folder.path + "/tone.wav", pool: pool).pictures == nil)
    }

    @Test func whatCannotBeWrittenLeavesNothing() throws {
        let frames = Clips.frames(count: 2, width: 8, height: 8)
        guard
            case .notWritten = try problem({
                try Movie.write(frames, rate: 5, sound: nil, to: folder.path + "/none/a.mp4", as: .mp4, pool: pool)
            })
        else {
            Issue.record("a folder that is not there is written to")
            return
        }
        try problem { try Movie.write(frames, rate: 0, sound: nil, to: folder.path + "/a.mp4", as: .mp4, pool: pool) }
        try problem { try Movie.write(nil, sound: nil, to: folder.path + "/a.mp4", as: .mp4, pool: pool) }
        let backwards = Clips.frames(count: 2, width: 8, height: 8, times: [1, 0.5])
        try problem { try Movie.write(backwards, sound: nil, to: folder.path + "/a.mp4", as: .mp4, pool: pool) }
        // The disk is full at once.
        guard
            case .notWritten = try problem({
                try Movie.write(frames, rate: 5, sound: nil, to: "/dev/full/a.mp4", as: .mp4, pool: pool)
            })
        else {
            Issue.record("a device is written to")
            return
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
