import Foundation
import Media
import Picture
import Sound
import Tensors
import Testing

/// Pictures cut, resized and made grey.
@Suite struct ShapingTests {
    private static func pattern(_ count: Int, width: Int, height: Int, channels: Int = 3) -> Frames {
        let bytes = (0..<count * width * height * channels).map { (i: Int) -> UInt8 in UInt8((i * 37 + i / 7 * 11) % 256) }
        return Frames(bytes: bytes, times: (0..<count).map { Double($0) / 25 }, height: height, width: width, channels: channels)
    }

    /// Each pixel by the formula alone, a double sum over all of the picture.
    private static func reference(_ frames: Frames, _ width: Int, _ height: Int) -> [Double] {
        func weight(_ k: Int, _ i: Int, _ n: Int, _ m: Int) -> Double {
            let scale = Double(n) / Double(m)
            if m < n { return max(0, min(Double(i + 1) * scale, Double(k + 1)) - max(Double(i) * scale, Double(k))) / scale }
            let place = (Double(i) + 0.5) * scale - 0.5
            // Beyond the ends the last pixel goes on, so it takes the weights of all that would lie there.
            return (-2...n + 1).reduce(0) { sum, pixel in
                min(max(pixel, 0), n - 1) == k ? sum + max(0, 1 - abs(place - Double(pixel))) : sum
            }
        }
        var result: [Double] = []
        for picture in 0..<frames.count {
            for y in 0..<height {
                for x in 0..<width {
                    for channel in 0..<frames.channels {
                        var sum = 0.0
                        for row in 0..<frames.height {
                            for column in 0..<frames.width {
                                let place = ((picture * frames.height + row) * frames.width + column) * frames.channels + channel
                                sum +=
                                    weight(row, y, frames.height, height) * weight(column, x, frames.width, width)
                                    * Double(frames.bytes[place])
                            }
                        }
                        result.append(sum)
                    }
                }
            }
        }
        return result
    }

    @Test(arguments: [(7, 5), (3, 2), (1, 1), (14, 10), (11, 3), (4, 9), (7, 1)])
    func aNewSizeIsWhatTheFormulaSays(width: Int, height: Int) throws {
        for channels in [1, 3] {
            let frames = Self.pattern(2, width: 7, height: 5, channels: channels)
            let resized = try frames.resized(to: .init(width: width, height: height), parallel: .alone)
            #expect(resized.width == width && resized.height == height && resized.times == frames.times)
            for (found, exact) in zip(resized.bytes, Self.reference(frames, width, height)) {
                #expect(abs(Double(found) - exact) < 0.502)
            }
        }
    }

    @Test func oneThreadMakesTheSameAsMany() throws {
        let frames = Self.pattern(9, width: 40, height: 30)
        let size = FrameChoice.Size(width: 17, height: 44)
        #expect(
            try frames.resized(to: size, parallel: .alone).bytes == frames.resized(to: size, parallel: Parallel(threads: 3)).bytes
        )
    }

    @Test func aPictureOfOnePixelGrows() throws {
        let dot = Frames(bytes: [9, 99, 199], times: [2], height: 1, width: 1, channels: 3)
        let grown = try dot.resized(to: .init(width: 3, height: 2), parallel: .alone)
        let pixels: [[UInt8]] = Array(repeating: [9, 99, 199], count: 6)
        #expect(grown.bytes == Array(pixels.joined()))
        #expect(dot.duration == 0 && dot.spacing == nil && dot.index(at: 7) == 0)
        // 299 x 9 + 587 x 99 + 114 x 199 = 83490
        #expect(dot.grey.bytes == [83])
    }

    @Test func aCropIsThatPart() throws {
        let frames = Self.pattern(3, width: 8, height: 6)
        let part = try frames.cropped(to: Crop(x: 2, y: 1, width: 4, height: 5))
        #expect(part.width == 4 && part.height == 5 && part.times == frames.times)
        for (picture, row, column) in [(0, 0, 0), (1, 4, 3), (2, 2, 1)] {
            for channel in 0..<3 {
                #expect(
                    part.bytes[((picture * 5 + row) * 4 + column) * 3 + channel]
                        == frames.bytes[((picture * 6 + row + 1) * 8 + column + 2) * 3 + channel])
            }
        }
        #expect(try frames.cropped(to: Crop(x: 0, y: 0, width: 8, height: 6)).bytes == frames.bytes)
    }

    @Test(arguments: [(5, 0, 4, 4), (0, 3, 4, 4), (0, 0, 0, 4), (0, 0, 4, 0), (-1, 0, 4, 4), (0, 0, 9, 1), (Int.max, 0, 1, 1)])
    func aCropOutsideIsRefused(x: Int, y: Int, width: Int, height: Int) {
        let crop = Crop(x: x, y: y, width: width, height: height)
        #expect(throws: FrameFault.cropOutside(crop, width: 8, height: 6)) {
            try Self.pattern(1, width: 8, height: 6).cropped(to: crop)
        }
    }

    @Test(arguments: [(0, 4), (4, 0), (40_000, 4), (-3, 4)])
    func aSizeThatCannotBeIsRefused(width: Int, height: Int) {
        #expect(throws: FrameFault.self) {
            try Self.pattern(1, width: 8, height: 6).resized(to: .init(width: width, height: height), parallel: .alone)
        }
    }

    @Test func whatWouldFillTheMemoryIsRefused() {
        #expect(throws: FrameFault.self) {
            try Self.pattern(2, width: 8, height: 6).resized(to: .init(width: 32_000, height: 32_000), parallel: .alone)
        }
    }

    @Test func aMomentHasThePictureSeenThen() {
        let frames = Self.pattern(5, width: 2, height: 2)
        #expect([-1, 0, 0.039, 0.04, 0.1, 0.16, 9].map(frames.index(at:)) == [0, 0, 0, 1, 2, 4, 4])
        #expect(frames.slice(1..<3).times == [0.04, 0.08] && abs(frames.duration - 0.2) < 1e-12)
        #expect(frames.slice(1..<3).bytes == Array(frames.bytes[12..<36]))
    }
}

/// A stretch of a movie's sound by the movie's clock.
@Suite struct StretchTests {
    @Test func theSoundOfAStretchIsAsLongAsIt() throws {
        let pool = MediaPool(workers: 1)
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.mov"
        let tone = try Clips.tone(seconds: 2, rate: 8000)
        try Movie.write(Clips.frames(count: 75, width: 32, height: 32), rate: 25, sound: tone, to: path, as: .mov, pool: pool)
        let movie = try Movie(path, pool: pool)
        let middle = try movie.sound(during: 0.5..<1.25)
        #expect(middle.samples == 6000 && middle.rate == 8000)
        let difference = zip(middle.tensor.floats, tone.tensor.floats[4000...]).map { abs($0 - $1) }.max()!
        #expect(difference < 1e-3)
        let late = try movie.sound(during: 1.5..<3)
        #expect(late.samples == 12_000)
        #expect(late.tensor.floats[4100...].allSatisfy { $0 == 0 })
        #expect(zip(late.tensor.floats.prefix(3900), tone.tensor.floats[12_000...]).allSatisfy { abs($0 - $1) < 1e-3 })
        let after = try movie.sound(during: 2.5..<3, mono: true)
        #expect(after.samples == 4000 && after.peak == 0)
        #expect(throws: MediaFault.self) { try movie.sound(during: 1..<1) }
    }
}
