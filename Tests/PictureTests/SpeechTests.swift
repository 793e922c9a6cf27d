import Foundation
import Tensors
import Testing

@testable import Media
@testable import Picture

/// What is seen of speech.
@Suite struct SpeechTests {
    @Test func cosinesAreThoseOfAReference() throws {
        let frames = Frames(
            bytes: (0..<20).map { UInt8(($0 * 37 + 11) % 256) }, times: [0.5], height: 5, width: 4, channels: 1)
        // scipy.fft.dctn(g / 255, norm="ortho"), zig-zag.
        let expected: [Float] = [2.092258, -0.015571, -0.307436, -0.098103, -0.100989, -0.224484, -0.101752, -0.186603]
        let found = try frames.cosines(8, parallel: .alone)
        #expect(found.shape == [1, 8] && found.axes[0].position(0) == 0.5)
        for (one, other) in zip(found.floats, expected) { #expect(abs(one - other) < 2e-6) }
        // An orthonormal transform keeps the sum of squares.
        let all = try frames.cosines(20, parallel: .alone).floats.reduce(0) { $0 + Double($1) * Double($1) }
        let pixels = frames.bytes.reduce(0.0) { $0 + pow(Double($1) / 255, 2) }
        #expect(abs(all - pixels) < 1e-5)
        for count in [0, 21] { #expect(throws: FrameFault.self) { try frames.cosines(count, parallel: .alone) } }
    }

    @Test func zigzagIsThatOfJPEG() {
        let cells = Frames.zigzag(10, height: 8, width: 8).map { [$0.row, $0.column] }
        #expect(cells == [[0, 0], [0, 1], [1, 0], [2, 0], [1, 1], [0, 2], [0, 3], [1, 2], [2, 1], [3, 0]])
        for (height, width) in [(1, 1), (1, 6), (5, 1), (3, 5)] {
            let all = Frames.zigzag(height * width, height: height, width: width)
            #expect(Set(all.map { $0.row * width + $0.column }).count == height * width)
        }
    }

    /// Still noise in which two patches flicker: one low down, and a stronger one, high up, once.
    private static func flicker(_ count: Int = 20, moving: Bool = false) -> Frames {
        var bytes: [UInt8] = []
        for picture in 0..<count {
            for y in 0..<80 {
                for x in 0..<100 {
                    var value = 60 + (x * 31 + y * 17) % 40
                    let left = moving && picture >= count / 2 ? 70 : 20
                    if (56..<64).contains(y), (left..<left + 12).contains(x) { value += 50 * (picture % 2) }
                    if (8..<20).contains(y), picture == 10 { value = 255 }
                    bytes.append(UInt8(value))
                }
            }
        }
        return Frames(bytes: bytes, times: (0..<count).map { Double($0) / 25 }, height: 80, width: 100, channels: 1)
    }

    @Test func theBoxLiesWhereThingsMoveLowDown() throws {
        let box = try MotionEnergy(of: Self.flicker(), width: 16, height: 12).box()
        #expect((16...20).contains(box.x) && (52...56).contains(box.y) && box.width == 16 && box.height == 12)
    }

    @Test func theBoxFollowsTheMotion() throws {
        let frames = Self.flicker(100, moving: true)
        let followed = try MotionEnergy(of: frames, width: 16, height: 12).followed(over: 0.4)
        #expect(followed.count == 100 && followed.width == 16 && followed.times == frames.times)
        // Where the box covers the patch, every second picture is brighter, before the move and after it.
        for picture in [10, 30, 70, 90] {
            let change = abs(followed.mean(of: picture)[0] - followed.mean(of: picture + 1)[0])
            #expect(change > 20, "picture \(picture): \(change)")
        }
    }

    @Test func stillPicturesHaveTheirBoxInTheMiddleOfTheLowerHalf() throws {
        let still = Frames(
            bytes: Array(repeating: 7, count: 3 * 80 * 100), times: [0, 1, 2], height: 80, width: 100, channels: 1)
        #expect(try MotionEnergy(of: still, width: 20, height: 10).box() == Crop(x: 40, y: 55, width: 20, height: 10))
        #expect(try MotionEnergy(of: still, width: 100, height: 80).box() == Crop(x: 0, y: 0, width: 100, height: 80))
        #expect(throws: FrameFault.self) { try MotionEnergy(of: still, width: 101, height: 10) }
        #expect(throws: FrameFault.self) { try MotionEnergy(of: still, width: 10, height: 0) }
        #expect(throws: FrameFault.self) { try MotionEnergy(of: still.slice(1..<2), width: 10, height: 10) }
    }

    /// The mouth of this talker lies about (157, 220), a few pixels up or down and to either side from clip to clip.
    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
    func theMouthOfATalkerIsFoundInEveryClip() throws {
        let folder = try #require(dataFolder) + "/grid-av/video"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".mp4") }.sorted()
        #expect(names.count == 80)
        let pool = MediaPool()
        let boxes = try Parallel(threads: 2).map(names.count) { index in
            let frames = try Movie(folder + "/" + names[index], pool: pool).frames(FrameChoice(colour: .grey))
            return try MotionEnergy(of: frames, width: 90, height: 60).box()
        }
        for (name, box) in zip(names, boxes) {
            let (x, y) = (box.x + 45, box.y + 30)
            #expect(abs(x - 157) < 30 && abs(y - 220) < 26, "\(name): \(x), \(y)")
        }
    }
}
