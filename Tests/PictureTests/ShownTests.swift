import Footage
import Foundation
import Media
import Picture
import Tensors
import Testing

/// Pictures as players show them: which way up, how wide, how long.
@Suite struct ShownTests {
    private let pool = MediaPool(workers: 1)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    // MARK: Mirrored and turned

    /// What the first two rows of a display matrix do to a picture, x' = a x + c y and y' = b x + d y.
    struct Turn: CustomTestStringConvertible, Sendable {
        let a, b, c, d: Int32
        let mirrored: Bool
        let rotation: Int
        var testDescription: String { "\(a) \(b) \(c) \(d)" }

        static let all: [Turn] = [
            Turn(a: 1, b: 0, c: 0, d: 1, mirrored: false, rotation: 0),
            Turn(a: 0, b: 1, c: -1, d: 0, mirrored: false, rotation: 90),
            Turn(a: -1, b: 0, c: 0, d: -1, mirrored: false, rotation: 180),
            Turn(a: 0, b: -1, c: 1, d: 0, mirrored: false, rotation: 270),
            Turn(a: -1, b: 0, c: 0, d: 1, mirrored: true, rotation: 0),
            Turn(a: 0, b: -1, c: -1, d: 0, mirrored: true, rotation: 90),
            Turn(a: 1, b: 0, c: 0, d: -1, mirrored: true, rotation: 180),
            Turn(a: 0, b: 1, c: 1, d: 0, mirrored: true, rotation: 270),
        ]

        /// The pixels of a picture as the matrix places them.
        func applied(to frames: Frames) -> [UInt8] {
            let (width, height) = b == 0 ? (frames.width, frames.height) : (frames.height, frames.width)
            var shown = [UInt8](repeating: 0, count: frames.bytes.count)
            for y in 0..<frames.height {
                for x in 0..<frames.width {
                    let column = Int(a) * x + Int(c) * y + (min(a, c) < 0 ? width - 1 : 0)
                    let row = Int(b) * x + Int(d) * y + (min(b, d) < 0 ? height - 1 : 0)
                    for channel in 0..<3 {
                        shown[(row * width + column) * 3 + channel] = frames.bytes[(y * frames.width + x) * 3 + channel]
                    }
                }
            }
            return shown
        }
    }

    /// A movie of one picture, with the matrix that its track's header has.
    private func movie(_ turn: Turn) throws -> Movie {
        let path = folder.path + "/\(turn.testDescription).mp4"
        try Movie.write(Clips.frames(count: 1, width: 32, height: 20), rate: 5, sound: nil, to: path, as: .mp4, pool: pool)
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let header = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("tkhd".utf8)) })
        func place(_ value: Int32, at index: Int) {
            for byte in 0..<4 {
                bytes[header + 44 + index * 4 + byte] = UInt8(UInt32(bitPattern: value << 16) >> UInt32(24 - byte * 8) & 255)
            }
        }
        for (index, value) in [0: turn.a, 1: turn.b, 3: turn.c, 4: turn.d] { place(value, at: index) }
        return try Movie(folder.write(bytes, "turned.mp4"), pool: pool)
    }

    @Test(arguments: Turn.all) func eachWayOfHoldingACamera(turn: Turn) throws {
        let stored = try movie(Turn.all[0]).frames()
        let movie = try movie(turn)
        let facts = try #require(movie.pictures)
        #expect(facts.isMirrored == turn.mirrored && facts.rotation == turn.rotation)
        let size: [Int] = turn.b == 0 ? [32, 20] : [20, 32]
        #expect([facts.width, facts.height] == size)
        #expect([facts.storedWidth, facts.storedHeight] == [32, 20] && facts.pixelShape == nil)
        let shown = try movie.frames()
        #expect(shown.bytes == turn.applied(to: stored))
        // From an odd place all of the picture is converted first, so that its part is the same to the bit.
        let crop = Crop(x: 3, y: 5, width: 8, height: 10)
        #expect(try movie.frames(FrameChoice(crop: crop)).bytes == shown.cropped(to: crop).bytes)
    }

    // MARK: Pixels that are not square

    /// A bright column at 3 of 16, shown `shown` wide.
    private func wide(_ shown: Int, height: Int = 8) throws -> Movie {
        var file = MatroskaFile()
        let track = file.addPictures(width: 16, height: 8, shown: (shown, height))
        for number in 0..<3 {
            file.addPicture(width: 16, height: 8, to: track, at: number * 40) { _, column in column == 3 ? 235 : 16 }
        }
        return try Movie(folder.write(file.bytes, "\(shown).mkv"), pool: pool)
    }

    @Test func picturesAreAsWideAsSquarePixelsMakeThem() throws {
        let movie = try wide(32)
        let facts = try #require(movie.pictures)
        #expect(
            [facts.width, facts.height, facts.storedWidth, facts.storedHeight] == [32, 8, 16, 8] && facts.pixelShape == "2:1")
        let frames = try movie.frames(FrameChoice(colour: .grey))
        #expect(frames.width == 32 && frames.height == 8)
        let row = Array(frames.bytes[..<32])
        #expect(row[6] > 200 && row[7] > 200 && row[..<5].allSatisfy { $0 < 30 } && row[10...].allSatisfy { $0 < 30 }, "\(row)")
        // Parts count shown pixels.
        let crop = Crop(x: 5, y: 1, width: 12, height: 6)
        #expect(try movie.frames(FrameChoice(crop: crop, colour: .grey)).bytes == frames.cropped(to: crop).bytes)
        // Scaled once, straight from what is stored.
        #expect(try movie.frames(FrameChoice(size: .init(width: 16, height: 8), colour: .grey)).bytes[3] > 250)
        let narrow = try #require(try wide(8).pictures)
        #expect(narrow.width == 8 && narrow.height == 8 && narrow.pixelShape == "1:2")
    }

    @Test(arguments: [15, 16, 17, 1 << 20]) func ratiosOfRoundingOrNonsenseChangeNothing(shown: Int) throws {
        let facts = try #require(try wide(shown).pictures)
        #expect(facts.width == 16 && facts.pixelShape == nil)
    }

    // MARK: Odd sizes

    @Test(arguments: [(1, 1), (3, 2), (2, 3), (161, 121)]) func oddSidesBecomeEven(width: Int, height: Int) throws {
        let frames = Clips.frames(count: 3, width: width, height: height)
        let path = folder.path + "/odd.mp4"
        try Movie.write(frames, rate: 10, sound: nil, to: path, as: .mp4, forPlayers: true, pool: pool)
        let movie = try Movie(path, pool: pool)
        #expect(movie.pictures?.pixelFormat == "yuv420p")
        let read = try movie.frames(FrameChoice(colour: .grey))
        #expect(read.width == width + width % 2 && read.height == height + height % 2)
        let part = try read.cropped(to: Crop(x: 0, y: 0, width: width, height: height))
        let difference = zip(part.bytes, frames.grey.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) } / part.bytes.count
        #expect(difference < 6, "\(difference)")
        // What is new looks like its neighbour.
        let last = width - 1
        guard width % 2 != 0 else { return }
        for row in 0..<height {
            #expect(abs(Int(read.bytes[row * read.width + last]) - Int(read.bytes[row * read.width + last + 1])) < 24)
        }
    }

    // MARK: How long pictures are seen

    private func slides(_ times: [Int], last: Int?, sound: Bool = false) throws -> Movie {
        var file = MatroskaFile()
        let track = file.addPictures(width: 16, height: 16)
        let tone = sound ? file.addSound(rate: 8000) : nil
        for (number, time) in times.enumerated() {
            let next = number + 1 < times.count ? times[number + 1] - time : last
            file.addPicture(width: 16, height: 16, to: track, at: time, lasting: next) { _, _ in UInt8(20 + 20 * (number % 10)) }
        }
        if let tone { for packet in 0..<1000 { file.addSamples(80, of: 0.5, to: tone, at: packet * 10) } }
        return try Movie(folder.write(file.bytes, "slides.mkv"), pool: pool)
    }

    @Test(arguments: [false, true]) func theLastPictureLastsAsItsContainerSays(sound: Bool) throws {
        let movie = try slides([0, 1000, 1500, 3000], last: 2500, sound: sound)
        let frames = try movie.frames()
        #expect(frames.times == [0, 1, 1.5, 3] && frames.end == 5.5 && frames.duration == 5.5)
        #expect(try movie.frames(FrameChoice(.rate(2))).times == [0, 0, 1, 1.5, 1.5, 1.5, 3, 3, 3, 3, 3])
        #expect(try frames.paced(2).count == 11)
        // Of a part, until the next one begins.
        let part = try movie.frames(FrameChoice(part: 0.5..<1.6))
        #expect(part.times == [1, 1.5] && part.end == 3)
        #expect(frames.slice(1..<4).end == 5.5 && frames.slice(0..<2).end == nil)
        #expect(frames.grey.end == 5.5 && frames.timed([0, 1, 2, 3]).end == nil)
        // Written and read again.
        for (format, name) in [(MovieFormat.mp4, "back.mp4"), (.mov, "back.mov")] {
            try Movie.write(frames, sound: nil, to: folder.path + "/" + name, as: format, pool: pool)
            let back = try Movie(folder.path + "/" + name, pool: pool)
            let again = try back.frames()
            let (end, duration) = (try #require(again.end), try #require(back.duration))
            #expect(abs(end - 5.5) < 1e-3 && abs(duration - 5.5) < 1e-3)
            #expect(try back.frames(FrameChoice(.rate(2))).count == 11)
        }
    }

    /// Pictures that an encoder would rather write in another order than that in which they are seen.
    @Test func theEndStaysWhereNothingMoves() throws {
        var file = MatroskaFile()
        let track = file.addPictures(width: 64, height: 64)
        for (time, length) in [(0, 1000), (1000, 520), (1520, 40)] {
            file.addPicture(width: 64, height: 64, to: track, at: time, lasting: length) { _, _ in 90 }
        }
        let frames = try Movie(folder.write(file.bytes, "still.mkv"), pool: pool).frames()
        #expect(frames.end == 1.56)
        let path = folder.path + "/still.mp4"
        try Movie.write(frames, sound: nil, to: path, as: .mp4, pool: pool)
        let back = try Movie(path, pool: pool)
        let duration = try #require(back.duration)
        #expect(abs(duration - 1.56) < 1e-3, "\(duration)")
        #expect(try back.frames().times.map { ($0 * 1000).rounded() } == [0, 1000, 1520])
    }

    @Test func evenMoviesHaveNoEndOfTheirOwn() throws {
        #expect(try slides([0, 40, 80, 120], last: 40).frames().end == nil)
        // Thirty a second on a clock of milliseconds.
        #expect(try slides((0..<30).map { Int((Double($0) * 1000 / 30).rounded()) }, last: 33).frames().end == nil)
        let path = folder.path + "/even.mp4"
        try Movie.write(Clips.frames(count: 30, width: 32, height: 32), rate: 25, sound: nil, to: path, as: .mp4, pool: pool)
        #expect(try Movie(path, pool: pool).frames().end == nil)
    }

    @Test func aPartOfOnePictureIsTheOneThatIsSeenThen() throws {
        let movie = try slides([0, 1000, 1500, 3000], last: 2500)
        let all = try movie.frames()
        for (from, to, index) in [(0.2, 0.3, 0), (1.25, 1.26, 1), (1.6, 2.9, 2), (3.5, 4, 3), (5.4, 9, 3)] {
            let seen = try movie.frames(FrameChoice(part: from..<to))
            #expect(seen.times == [from] && seen.bytes == all.slice(index..<index + 1).bytes, "\(from)")
            #expect(all.seen(from: from, to: to)?.bytes == seen.bytes && all.seen(from: from, to: to)?.times == [from])
        }
        // One that begins in the part is enough.
        #expect(try movie.frames(FrameChoice(part: 0.9..<1.1)).times == [1])
        #expect(try movie.frames(FrameChoice(.every(3), part: 1.6..<1.7)).times == [1.6])
        #expect(all.seen(from: 0.9, to: 1.1) == nil)
        let fault = try #require(throws: MediaFault.self) { try movie.frames(FrameChoice(part: 5.6..<9)) }
        #expect(fault.isEmpty)
    }

    /// What is left undecoded changes nothing there either.
    @Test func aPartOfOnePictureOfACodedMovie() throws {
        let path = folder.path + "/coded.mp4"
        let times = (0..<80).map { Double($0) / 25 + ($0 > 60 ? 0.5 : 0) }
        try Movie.write(
            Clips.frames(count: 80, width: 64, height: 48, times: times), sound: nil, to: path, as: .mp4, pool: pool)
        let movie = try Movie(path, pool: pool)
        let all = try movie.frames()
        for time in stride(from: 0.0, to: 3.6, by: 0.13) {
            var choice = FrameChoice(part: time + 0.001..<time + 0.002)
            let some = try movie.frames(choice)
            choice.decodesAll = true
            let whole = try movie.frames(choice)
            let seen = all.index(at: time + 0.001)
            #expect(
                some.times == whole.times && some.bytes == whole.bytes && some.bytes == all.slice(seen..<seen + 1).bytes,
                "\(time)")
        }
        for part in [0.5..<2.41, 1.7..<2.45, 2.42..<2.8, 0.011..<0.055] {
            for step in [1, 7] {
                var choice = FrameChoice(.every(step), part: part)
                let some = try movie.frames(choice)
                choice.decodesAll = true
                let whole = try movie.frames(choice)
                #expect(some.times == whole.times && some.bytes == whole.bytes && some.end == whole.end, "\(part), \(step)")
            }
        }
    }

    @Test func oneOfSeveralStreamsIsTaken() throws {
        var file = MatroskaFile()
        let small = file.addPictures(width: 16, height: 16, isDefault: false)
        let large = file.addPictures(width: 32, height: 16)
        for number in 0..<5 {
            file.addPicture(width: 16, height: 16, to: small, at: number * 100) { _, _ in 50 }
            file.addPicture(width: 32, height: 16, to: large, at: number * 100) { _, _ in 200 }
        }
        let path = try folder.write(file.bytes, "two.mkv")
        func width(_ stream: Int?) throws -> Int {
            try Movie(path, shownAs: "two.mkv", pictureStream: stream, pool: pool).frames().width
        }
        #expect(try [width(nil), width(1), width(2)] == [32, 16, 32])
        let fault = try #require(throws: MediaFault.self) { try width(3) }
        #expect(fault.cause == "'two.mkv' has 2 streams of pictures, and no number 3")
    }

    // MARK: Real files

    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set")) func filesAsPeopleHaveThem() throws {
        let reports = try #require(dataFolder) + "/reports/mov/"
        let mirrored = try Movie(reports + "hflip.mp4", pool: pool).frames(FrameChoice(.every(100)))
        let corners = [(0, 0), (159, 0), (0, 119), (159, 119)].map { mirrored.bytes[($0.1 * 160 + $0.0) * 3] }
        #expect(corners == [0, 255, 0, 0])
        let wide = try Movie(reports + "sar2.mp4", pool: pool)
        #expect(wide.pictures?.pixelShape == "2:1")
        let frames = try wide.frames(FrameChoice(.every(100)))
        #expect(frames.width == 320 && frames.height == 120)
    }
}
