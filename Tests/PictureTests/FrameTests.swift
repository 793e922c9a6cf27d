import Foundation
import Media
import Picture
import Sound
import Tensors
import Testing

/// Which pictures come, and what is in them.
@Suite struct FrameTests {
    private let pool = MediaPool(workers: 1)
    private let folder: TemporaryFolder
    private let movie: Movie
    private let all: Frames

    init() throws {
        folder = try TemporaryFolder()
        let path = folder.path + "/bar.mp4"
        try Movie.write(
            Clips.frames(count: 80, width: 64, height: 48), rate: 25, sound: Clips.tone(seconds: 3.2, rate: 16_000), to: path,
            as: .mp4, pool: pool)
        movie = try Movie(path, shownAs: "bar.mp4", pool: pool)
        all = try movie.frames()
    }

    private func pictures(_ frames: Frames) -> [[UInt8]] { (0..<frames.count).map { frames.withPicture($0, Array.init) } }

    @Test func factsAndTimes() throws {
        let facts = try #require(movie.pictures)
        #expect(facts.codec == "h264" && facts.width == 64 && facts.height == 48 && facts.rotation == 0)
        #expect(facts.rate == 25 && facts.count == 80 && facts.start == 0)
        #expect(movie.sound?.codec == "aac" && movie.sound?.rate == 16_000 && movie.sound?.channels == 1)
        #expect(abs(try #require(movie.duration) - 3.2) < 0.07)
        #expect(all.count == 80)
        for (index, time) in all.times.enumerated() { #expect(abs(time - Double(index) / 25) < 1e-9) }
        #expect(all.tensor.shape == [80, 48, 64, 3] && all.tensor.axes[0].name == "time")
    }

    @Test(arguments: [1, 2, 10, 79, 200]) func eachNth(step: Int) throws {
        let some = try movie.frames(FrameChoice(.every(step)))
        let indices = Array(stride(from: 0, to: 80, by: step))
        #expect(some.times == indices.map { all.times[$0] })
        #expect(pictures(some) == indices.map { all.withPicture($0, Array.init) })
    }

    @Test func aPartBeginsWithItsFirstPicture() throws {
        let some = try movie.frames(FrameChoice(.every(4), part: 1.5..<2.5))
        let indices = Array(stride(from: 38, to: 63, by: 4))
        #expect(some.times == indices.map { all.times[$0] })
        #expect(pictures(some) == indices.map { all.withPicture($0, Array.init) })
    }

    @Test func aRateShowsWhatIsSeenThen() throws {
        let slow = try movie.frames(FrameChoice(.rate(10)))
        let slowIndices = (0..<32).map { Int((Double($0) / 10 * 25 + 1e-6).rounded(.down)) }
        #expect(slow.times == slowIndices.map { all.times[$0] })
        #expect(pictures(slow) == slowIndices.map { all.withPicture($0, Array.init) })
        let fast = try movie.frames(FrameChoice(.rate(50), part: 1.01..<1.25))
        #expect(fast.times == [25, 25, 26, 26, 27, 27, 28, 28, 29, 29, 30, 30].map { all.times[$0] })
    }

    @Test func partsOfThePictureAreThat() throws {
        for (x, y) in [(8, 4), (9, 5)] {
            let some = try movie.frames(FrameChoice(.every(40), crop: Crop(x: x, y: y, width: 20, height: 10)))
            #expect(some.width == 20 && some.height == 10)
            // Colours are stored for squares of four pixels and mixed between them: the edges differ.
            var greatest = 0
            some.withPicture(0) { part in
                all.withPicture(0) { whole in
                    for row in 2..<8 {
                        for column in 2..<18 {
                            let there = ((row + y) * 64 + column + x) * 3
                            for channel in 0..<3 {
                                let difference = Int(part[(row * 20 + column) * 3 + channel]) - Int(whole[there + channel])
                                greatest = max(greatest, abs(difference))
                            }
                        }
                    }
                }
            }
            #expect(greatest <= 2, "at \(x), \(y)")
        }
    }

    @Test func greyAndOtherSizes() throws {
        let grey = try movie.frames(FrameChoice(.every(40), size: .init(width: 31, height: 17), colour: .grey))
        #expect(grey.channels == 1 && grey.width == 31 && grey.height == 17 && grey.bytes.count == 2 * 31 * 17)
        let colour = try movie.frames(FrameChoice(.every(40), size: .init(width: 31, height: 17)))
        let means = colour.mean(of: 0)
        #expect(abs(grey.mean(of: 0)[0] - (0.299 * means[0] + 0.587 * means[1] + 0.114 * means[2])) < 1)
        #expect(try movie.frames(FrameChoice(size: .init(width: 1, height: 1))).count == 80)
    }

    @Test func whatCannotBeIsRefused() throws {
        func refused(_ choice: FrameChoice, _ option: String?) throws {
            let fault = try #require(throws: MediaFault.self) { try movie.frames(choice) }
            #expect(fault.option == option && !fault.cause.isEmpty)
        }
        try refused(FrameChoice(.every(0)), "every")
        try refused(FrameChoice(.rate(.nan)), "rate")
        try refused(FrameChoice(part: -1..<2), "part")
        try refused(FrameChoice(part: 5..<6), nil)
        try refused(FrameChoice(crop: Crop(x: 60, y: 0, width: 5, height: 5)), "crop")
        try refused(FrameChoice(size: .init(width: 0, height: 5)), "size")
        guard case .tooLarge = try problem({ _ = try movie.frames(limit: 100_000) }) else {
            Issue.record("too many pictures are taken")
            return
        }
        #expect(try movie.frames(FrameChoice(.every(40))).count == 2)
    }

    @Test func aGreyPictureStaysAsBrightHoweverSmall() throws {
        let bytes = [UInt8](repeating: 60, count: 1920 * 1080 * 3)
        let flat = Frames(bytes: bytes + bytes, times: [0, 0.1], height: 1080, width: 1920, channels: 3)
        try Movie.write(flat, sound: nil, to: folder.path + "/flat.mp4", as: .mp4, pool: pool)
        let movie = try Movie(folder.path + "/flat.mp4", pool: pool)
        for side in [16, 32, 200] {
            let small = try movie.frames(FrameChoice(size: .init(width: side, height: side), colour: .grey))
            #expect(small.bytes.allSatisfy { abs(Int($0) - 60) <= 2 }, "\(side): \(small.bytes[0])")
        }
    }

    @Test func momentsAreGoodToAMicrosecond() {
        // The clock of a movie whose first picture is at 1.43334444 s, kept in microseconds.
        let choice = FrameChoice(.rate(25), part: 0..<2)
        #expect(choice.moments([4.4e-7, 0.04]) == [0, 0.04])
        #expect(choice.moments([2e-6, 0.04])[0] == 0.04)
    }

    @Test func soundAtAnotherRateAndInPart() throws {
        let whole = try movie.sound()
        #expect(whole.rate == 16_000 && abs(whole.samples - 51_200) <= 1024)
        let slow = try movie.sound(rate: 11_025, mono: true)
        #expect(slow.rate == 11_025 && slow.samples == Int((Double(whole.samples) * 11_025 / 16_000).rounded(.up)))
        #expect(abs(slow.rms - whole.rms) < 2e-3)
        let part = try movie.sound(part: 1..<1.5)
        #expect(part.samples == 8000)
        #expect(part.tensor.floats == Array(whole.tensor.floats[16_000..<24_000]))
        let fault = try #require(throws: MediaFault.self) { try movie.sound(rate: 0.5) }
        #expect(fault.option == "rate")
    }
}
