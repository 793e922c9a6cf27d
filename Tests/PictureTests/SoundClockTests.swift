import Footage
import Foundation
import Media
import Picture
import Sound
import Synchronization
import Testing

/// Sounds whose packets do not simply follow each other.
@Suite struct SoundClockTests {
    private let pool = MediaPool(workers: 1)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a movie says of itself.
    private final class Notes: Sendable {
        let said = Mutex<[String]>([])
        var all: [String] { said.withLock { $0 } }
    }

    /// Packets of 10 ms at 8000 samples a second, each with the value that `value` gives for its number; `stamp` is its time in
    /// milliseconds.
    private func sound(
        _ packets: Int, notes: Notes = Notes(), value: (Int) -> Double, stamp: (Int) -> Int
    ) throws -> (samples: [Float], movie: Movie) {
        var file = MatroskaFile()
        let track = file.addSound(rate: 8000)
        for packet in 0..<packets { file.addSamples(80, of: value(packet), to: track, at: stamp(packet)) }
        let path = try folder.write(file.bytes, "\(UUID().uuidString).mkv")
        let movie = try Movie(path, shownAs: "a.mkv", pool: pool) { text in notes.said.withLock { $0.append(text) } }
        return (try movie.sound().tensor.floats, movie)
    }

    /// Stretches of one value: how many samples, and which.
    private func runs(_ samples: [Float]) -> [[Double]] {
        var runs: [(Int, Float)] = []
        for sample in samples {
            if let last = runs.last, last.1 == sample { runs[runs.count - 1].0 += 1 } else { runs.append((1, sample)) }
        }
        return runs.map { [Double($0.0), Double($0.1)] }
    }

    @Test(arguments: [50, 100, 1500, 20_000]) func aGapIsSilence(milliseconds: Int) throws {
        let notes = Notes()
        let (samples, movie) = try sound(
            200, notes: notes, value: { $0 < 100 ? 0.25 : 0.5 }, stamp: { $0 * 10 + ($0 < 100 ? 0 : milliseconds) })
        let gap = Double(milliseconds * 8)
        #expect(runs(samples) == [[8000, 0.25], [gap, 0], [8000, 0.5]])
        #expect(notes.all.isEmpty)
        let end = 1 + Double(milliseconds) / 1000
        #expect(try runs(movie.sound(part: end - 0.01..<end + 0.02).tensor.floats) == [[80, 0], [160, 0.5]])
        #expect(try movie.sound(rate: 16_000, mono: true).samples == 2 * samples.count)
        #expect(try runs(movie.sound(during: end - 0.01..<end + 0.01).tensor.floats) == [[80, 0], [80, 0.5]])
    }

    @Test func severalGapsAreEachAsLongAsTheyAre() throws {
        let stamps = { (packet: Int) in packet * 10 + (packet < 30 ? 0 : packet < 60 ? 60 : 500) }
        let (samples, _) = try sound(90, value: { packet in packet < 30 ? 0.25 : packet < 60 ? 0.5 : 0.75 }, stamp: stamps)
        #expect(runs(samples) == [[2400, 0.25], [480, 0], [2400, 0.5], [3520, 0], [2400, 0.75]])
        // Gaps that lie closer to each other than what is looked at together.
        let (many, _) = try sound(40, value: { _ in 0.5 }, stamp: { $0 * 10 + $0 / 5 * 60 })
        #expect(runs(many) == (0..<15).map { $0 % 2 == 0 ? [400, 0.5] : [480, 0] })
    }

    /// Clocks of milliseconds, recorders that stamp a packet late, and one stamp that is wrong.
    @Test(arguments: 0..<5) func jitterChangesNothing(kind: Int) throws {
        let value = { (packet: Int) in Double(packet % 50) / 100 }
        let (exact, _) = try sound(200, value: value, stamp: { $0 * 10 })
        let notes = Notes()
        let (samples, _) = try sound(200, notes: notes, value: value) { packet in
            switch kind {
            case 0: packet * 10 + packet % 3
            case 1: packet * 10 + (packet % 2) * 40
            case 2: packet * 10 + (packet == 100 ? 700 : 0)
            case 3: packet * 10 + (packet == 100 ? -700 : 0)
            default: packet * 10 + (packet < 100 ? 0 : 40)
            }
        }
        #expect(samples == exact && notes.all.isEmpty)
    }

    @Test func ofSamplesThatAreThereTwiceTheFirstStay() throws {
        let notes = Notes()
        let (samples, movie) = try sound(
            200, notes: notes, value: { $0 < 100 ? 0.25 : 0.5 }, stamp: { $0 * 10 - ($0 < 100 ? 0 : 503) })
        #expect(runs(samples) == [[8000, 0.25], [8000 - 503 * 8, 0.5]])
        #expect(
            notes.all == [
                "'a.mkv': 0.503 s of its sound are there twice at 0.497 s; those that come later in the file are left out"
            ])
        #expect(try runs(movie.sound(part: 0.9..<1.1).tensor.floats) == [[800, 0.25], [800, 0.5]])
        // A report says it where it says what is wrong.
        let path = movie.path
        let report = try MediaReport(path, shownAs: "a.mkv", decoding: true, pool: pool)
        #expect(report.complaints.count == 1 && report.complaints[0].hasPrefix("0.503 s of its sound are there twice"))
        #expect(abs(try #require(report.seconds) - 1.497) < 1e-9)
    }

    @Test func anOverlapAndAGapTakeTurns() throws {
        let notes = Notes()
        let stamps = { (packet: Int) in packet * 10 + (packet < 100 ? 0 : packet < 150 ? -500 : 1000) }
        let (samples, _) = try sound(200, notes: notes, value: { $0 < 100 ? 0.25 : $0 < 150 ? 0.5 : 0.75 }, stamp: stamps)
        #expect(runs(samples) == [[8000, 0.25], [12_000, 0], [4000, 0.75]])
        #expect(notes.all.count == 1)
    }

    /// Three recordings one behind the other, of which each begins at 0.
    @Test func joinedRecordingsAreAllThere() throws {
        let notes = Notes()
        let (samples, _) = try sound(300, notes: notes, value: { 0.25 * Double($0 / 100 + 1) }, stamp: { $0 % 100 * 10 })
        #expect(runs(samples) == [[8000, 0.25], [8000, 0.5], [8000, 0.75]])
        #expect(
            notes.all == [
                "'a.mkv': the clock of its sound jumps by -1.000 s at 1.000 s; the sound goes on without a gap (and so 1 more)"
            ])
    }

    /// Behind the end that the header states there is nothing; a stamp that says so is wrong.
    @Test func aClockThatJumpsBehindTheEndIsNotBelieved() throws {
        var file = MatroskaFile(duration: 2000)
        let track = file.addSound(rate: 8000)
        for packet in 0..<200 { file.addSamples(80, of: 0.5, to: track, at: packet * 10 + (packet < 100 ? 0 : 86_400_000)) }
        let notes = Notes()
        let movie = try Movie(folder.write(file.bytes, "jump.mkv"), shownAs: "jump.mkv", pool: pool) { text in
            notes.said.withLock { $0.append(text) }
        }
        #expect(try movie.sound().samples == 16_000)
        #expect(
            notes.all == ["'jump.mkv': the clock of its sound jumps by 86400.000 s at 1.000 s; the sound goes on without a gap"])
    }

    @Test func soundThatBeginsLaterThanThePictureKeepsItsPlace() throws {
        var file = MatroskaFile()
        let (picture, track) = (file.addPictures(width: 16, height: 16), file.addSound(rate: 8000))
        for number in 0..<20 {
            file.addPicture(width: 16, height: 16, to: picture, at: number * 100) { _, _ in 100 }
            for packet in 0..<10 where number >= 5 {
                file.addSamples(80, of: 0.5, to: track, at: number * 100 + packet * 10 + (number < 10 ? 0 : 200))
            }
        }
        let movie = try Movie(folder.write(file.bytes, "late.mkv"), pool: pool)
        #expect(movie.sound?.start == 0.5 && movie.pictures?.start == 0)
        #expect(try runs(movie.sound().tensor.floats) == [[4000, 0.5], [1600, 0], [8000, 0.5]])
        #expect(try runs(movie.sound(during: 0..<1.3).tensor.floats) == [[4000, 0], [4000, 0.5], [1600, 0], [800, 0.5]])
    }

    @Test func oneOfSeveralStreamsIsTaken() throws {
        var file = MatroskaFile()
        let tracks = [false, true, true].map { file.addSound(rate: 8000, isDefault: $0) }
        for packet in 0..<50 {
            for (index, track) in tracks.enumerated() {
                file.addSamples(80, of: 0.25 * Double(index + 1), to: track, at: packet * 10)
            }
        }
        let path = try folder.write(file.bytes, "three.mkv")
        func value(_ stream: Int?) throws -> [[Double]] {
            try runs(Movie(path, shownAs: "three.mkv", soundStream: stream, pool: pool).sound().tensor.floats)
        }
        #expect(try value(nil) == [[4000, 0.5]])
        for stream in 1...3 { #expect(try value(stream) == [[4000, 0.25 * Double(stream)]]) }
        let fault = try #require(throws: MediaFault.self) { try value(4) }
        #expect(fault.cause == "'three.mkv' has 3 streams of sound, and no number 4" && fault.option == "stream")
        #expect(fault.remedy == "choose one of 1 to 3")
    }

    /// 1 s of 440 Hz, nothing, and from 2.5 s on 2 kHz.
    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set")) func aRealGapHasItsPlace() throws {
        let movie = try Movie(try #require(dataFolder) + "/reports/mov/gap2.mkv", pool: pool)
        let samples = try movie.sound().tensor.floats
        #expect(samples.count == 192_000)
        let silent = try #require(samples[48_000...].firstIndex { $0 != 0 })
        // The first packet behind the gap is stamped 2.51 s, and begins with a zero.
        #expect(samples[48_000..<120_480].allSatisfy { $0 == 0 } && silent == 120_481)
        #expect(try movie.sound(during: 2.4..<2.6).tensor.floats == Array(samples[115_200..<124_800]))
    }
}
