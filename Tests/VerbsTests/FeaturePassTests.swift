import Datasets
import Foundation
import Media
import Networks
import Picture
import Session
import Sound
import Synchronization
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Features through a session and files that are really there.
@Suite struct FeaturePassTests {
    private let laboratory: Laboratory
    private let frontEnd: FrontEnd

    init() throws {
        laboratory = try Laboratory()
        frontEnd = FrontEnd(try SoundFrontEnd(rate: 8000, length: 1, bands: 20, window: 512, hop: 256))
    }

    /// Clips of different sounds, written as files; every third has a rate of its own.
    private func table(_ count: Int, seconds: Double = 1) throws -> ClipTable {
        let clips = try (0..<count).map { number -> Clip in
            let rate: Double = number % 3 == 2 ? 11025 : 8000
            let samples = Int(seconds * rate)
            let signal = try Signal(
                Tensor([samples], (0..<samples).map { 0.4 * Float(sin(Double($0 * (number + 3)) / 50)) }), rate: rate)
            try signal.write(to: path("\(number).wav"), as: .wav16)
            return try clip("\(number).wav", seconds: seconds, rate: rate, label: number % 4)
        }
        return ClipTable(classes: ["a", "b", "c", "d"], clips: clips)
    }

    private func clip(_ name: String, seconds: Double = 1, rate: Double = 8000, label: Int = 0) throws -> Clip {
        Clip(
            path: name, digest: try laboratory.store.digest(ofFile: path(name)).description, seconds: seconds, rate: rate,
            channels: 1, label: label)
    }

    private func path(_ name: String) -> String { laboratory.folder + "/" + name }

    /// How many pieces of work were begun, and when to stop.
    private final class Work: Sendable {
        let begun = Mutex<[Int]>([])
        let left: Mutex<Int>
        init(stopAfter: Int) { left = Mutex(stopAfter) }
    }

    private func pass(threads: Int = 2, work: Work? = nil, movies: MediaPool = MediaPool()) -> FeaturePass {
        let parallel = Parallel(
            threads: threads, report: { begun, _ in work?.begun.withLock { $0.append(begun) } },
            poll: {
                try work?.left.withLock {
                    $0 -= 1
                    if $0 < 0 { throw Interrupted() }
                }
            })
        return FeaturePass(
            places: laboratory.places, shelf: Shelf(laboratory.store), parallel: parallel, movies: movies,
            note: { _ in })
    }

    private func numbers(_ examples: Examples) -> [Float] { (0..<examples.count).flatMap { examples.features($0).floats } }

    private func objects() throws -> [String] {
        let folder = laboratory.store.folder + "/objects"
        let names = try #require(FileManager.default.enumerator(atPath: folder))
        return names.compactMap { $0 as? String }.filter { $0.hasSuffix(".safetensors") }.map { folder + "/" + $0 }.sorted()
    }

    @Test func cepstraAndBandsAreKeptUnderKeysOfTheirOwn() throws {
        let table = try table(3)
        let cepstral = try [13, 20].map {
            FrontEnd(try SoundFrontEnd(rate: 8000, length: 1, bands: 20, window: 512, hop: 256, features: Cepstra($0)))
        }
        let keys = Set(([frontEnd] + cepstral).map { $0.sense.cut(overlapping: false).key })
        #expect(keys.count == 3)
        for frontEnd in [frontEnd] + cepstral {
            let first = try pass().examples(of: table, frontEnd).examples
            #expect(first.bands == frontEnd.grid.rows)
            let work = Work(stopAfter: .max)
            let again = try pass(work: work).examples(of: table, frontEnd).examples
            #expect(numbers(again) == numbers(first) && work.begun.withLock { $0.isEmpty })
            #expect(try first.features(0).floats == Hearing(frontEnd.hearing).features(of: SoundFile.read(path("0.wav"))).floats)
        }
    }

    @Test func areThoseOfTheFrontEndInTheOrderOfTheTable() throws {
        let table = try table(5)
        let found = try pass().examples(of: table, frontEnd)
        #expect(found.unreadable.isEmpty && found.examples.count == 5)
        let hearing = try Hearing(frontEnd.hearing)
        for (index, clip) in table.clips.enumerated() {
            #expect(found.examples.clip(index) == index && found.examples.label(index) == clip.label)
            let signal = try SoundFile.read(path(clip.path))
            #expect(try found.examples.features(index).floats == hearing.features(of: signal).floats)
        }
    }

    @Test func areComputedOnceAndFoundAgainInPartAndWhole() throws {
        let table = try table(600)
        let first = Work(stopAfter: .max)
        let made = try pass(work: first).examples(of: table, frontEnd)
        #expect(first.begun.withLock { $0.sorted() } == Array(0..<600))
        #expect(try objects().count == 3)

        let again = Work(stopAfter: .max)
        let found = try pass(work: again).examples(of: table, frontEnd)
        #expect(again.begun.withLock { $0 }.isEmpty)
        #expect(numbers(found.examples) == numbers(made.examples))

        let subset = try pass(work: again).examples(of: table.selecting([599, 3, 300]), frontEnd)
        #expect(again.begun.withLock { $0 }.isEmpty)
        #expect(subset.examples.features(2).floats == made.examples.features(300).floats)

        var other = frontEnd
        other.standard = Standard(mean: -30, deviation: 12)
        _ = try pass(work: again).examples(of: table, other)
        #expect(again.begun.withLock { $0 }.isEmpty)
        _ = try pass(work: again).examples(
            of: table.selecting([7]), FrontEnd(SoundFrontEnd(rate: 8000, length: 1, bands: 21, window: 512)))
        #expect(again.begun.withLock { $0 } == [0])
    }

    @Test func clipsThatAreKnownNeedNotBeThere() throws {
        let table = try table(4)
        let made = try pass().examples(of: table, frontEnd)
        for clip in table.clips { try FileManager.default.removeItem(atPath: path(clip.path)) }
        let found = try pass().examples(of: table, frontEnd)
        #expect(found.unreadable.isEmpty && numbers(found.examples) == numbers(made.examples))
    }

    @Test func theSameBitsOnAnyNumberOfThreads() throws {
        let table = try table(40, seconds: 2.5)
        let made = try pass(threads: 1).examples(of: table, frontEnd)
        let other = try FeaturePassTests()
        _ = try other.table(40, seconds: 2.5)
        let again = try other.pass(threads: 3).examples(of: table, frontEnd)
        #expect(made.examples.count == 120)
        #expect(numbers(made.examples) == numbers(again.examples))
        let files = try (objects() + other.objects()).map { try contents(ofFile: $0) }
        #expect(Set(files).count == 1 && files.count == 2)
    }

    @Test func anInterruptedPassGoesOnWhereItWas() throws {
        let table = try table(300)
        let work = Work(stopAfter: 270)
        #expect(throws: Interrupted.self) { try pass(work: work).examples(of: table, frontEnd) }
        let rest = Work(stopAfter: .max)
        let found = try pass(work: rest).examples(of: table, frontEnd)
        #expect(rest.begun.withLock { $0.sorted() } == Array(0..<44))
        #expect(found.examples.count == 300)
    }

    @Test func anObjectWithoutEntriesIsUsed() throws {
        let table = try table(20)
        let made = try pass().examples(of: table, frontEnd)
        let cut = frontEnd.sense.cut(overlapping: false)
        let pieces = table.clips.indices.flatMap {
            FeaturePiece.pieces(of: $0, in: table, frontEnd, overlapping: false, cut: cut)
        }
        try Shelf(laboratory.store).forget(pieces.map(\.key))
        let work = Work(stopAfter: 0)
        #expect(try numbers(pass(work: work).examples(of: table, frontEnd).examples) == numbers(made.examples))
    }

    @Test(arguments: [true, false])
    func whatIsDamagedOrCollectedIsComputedAgain(damaged: Bool) throws {
        let table = try table(30)
        let made = numbers(try pass().examples(of: table, frontEnd).examples)
        let object = try #require(try objects().first)
        if damaged {
            let handle = try #require(FileHandle(forUpdatingAtPath: object))
            try handle.seek(toOffset: handle.seekToEnd() - 100)
            try handle.write(contentsOf: Data([1, 2, 3]))
            try handle.close()
        } else {
            try FileManager.default.removeItem(atPath: object)
        }
        // A part of the clips only: the new object holds other pieces than the old one.
        let work = Work(stopAfter: .max)
        let part = try pass(work: work).examples(of: table.selecting(Array(0..<10)), frontEnd)
        #expect(work.begun.withLock { $0.count } == 10)
        #expect(numbers(part.examples) == Array(made[..<(made.count / 3)]))
        let whole = try pass(work: work).examples(of: table, frontEnd)
        #expect(work.begun.withLock { $0.count } == 30)
        #expect(numbers(whole.examples) == made)
        _ = try pass(work: Work(stopAfter: 0)).examples(of: table, frontEnd)
    }

    @Test func oneBadFileNeverStopsTheRest() throws {
        var table = try table(8)
        try Data("changed".utf8).write(to: URL(filePath: path("1.wav")))
        try FileManager.default.removeItem(atPath: path("3.wav"))
        try Data("RIFF no sound".utf8).write(to: URL(filePath: path("5.wav")))
        table.clips[5] = try clip("5.wav")
        table.clips[6].digest = "?"
        let found = try pass().examples(of: table, frontEnd)
        #expect(found.unreadable.map(\.path) == ["1.wav", "3.wav", "5.wav", "6.wav"])
        #expect(found.changed == ["1.wav", "3.wav"])
        #expect(found.unreadable.map(\.reason).allSatisfy { $0.contains(".wav'") && !$0.contains(laboratory.folder) })
        #expect((0..<found.examples.count).map { found.examples.clip($0) } == [0, 2, 4, 7])
        let none = try pass().examples(of: table.selecting([1, 3]), frontEnd)
        #expect(none.examples.count == 0 && none.changed == ["1.wav", "3.wav"])
        #expect(throws: NoExamples.self) { try pass().examples(of: table.selecting([5, 6]), frontEnd) }
        #expect(throws: NoExamples(clips: 0)) { try pass().examples(of: table.selecting([]), frontEnd) }
    }

    @Test func aProgramForMoviesThatDoesNotStartIsNoFaultOfAClip() throws {
        var table = try table(3)
        let sound = try SoundFile.read(path("1.wav"))
        try Movie.write(nil, sound: sound, to: path("1.mp4"), as: .mp4, pool: MediaPool(workers: 1))
        table.clips[1] = try clip("1.mp4")
        #expect(throws: MediaFault.self) {
            try pass(movies: MediaPool(workers: 1, helper: path("none"))).examples(of: table, frontEnd)
        }
        #expect(try pass().examples(of: table, frontEnd).unreadable.isEmpty)
    }

    @Test func aDataSetMayMakeItsFilesAgain() throws {
        let table = try table(6)
        let kept = try ["2.wav", "4.wav"].map { (path: path($0), bytes: Data(try contents(ofFile: path($0)))) }
        try FileManager.default.removeItem(atPath: kept[0].path)
        try Data([1, 2]).write(to: URL(filePath: kept[1].path))
        var pass = pass()
        pass.restore = { lost in
            #expect(lost.clips.map(\.path) == ["2.wav", "4.wav"])
            for (path, bytes) in kept { try bytes.write(to: URL(filePath: path)) }
        }
        #expect(try pass.examples(of: table, frontEnd).unreadable.isEmpty)
    }

    @Test func clipsOfOneContentAreHeardOnce() throws {
        var table = try table(2)
        table.clips.append(table.clips[0])
        table.clips[2].label = 3
        let work = Work(stopAfter: .max)
        let examples = try pass(work: work).examples(of: table, frontEnd).examples
        #expect(work.begun.withLock { $0.count } == 2)
        #expect(examples.label(2) == 3 && examples.features(2).floats == examples.features(0).floats)
    }

    @Test func longClipsBecomeSeveralExamplesAndSeveralPieces() throws {
        let table = try table(2, seconds: 5.5)
        let once = try pass().examples(of: table, frontEnd).examples
        #expect((0..<once.count).map { once.start($0) } == [0, 1, 2, 3, 4, 4.5, 0, 1, 2, 3, 4, 4.5])
        let twice = try pass().examples(of: table, frontEnd, overlapping: true).examples
        #expect(twice.count == 20 && twice.start(1) == 0.5)
        #expect(twice.features(2).floats == once.features(1).floats)
        // As if an example were 16 MB: three fill an object, and a clip of six takes two.
        let large = FrontEnd(try SoundFrontEnd(rate: 8000, length: 1, bands: 512, window: 8192, hop: 1, scale: .htk))
        let one = table.selecting([0])
        let cut = large.sense.cut(overlapping: false)
        let pieces = FeaturePiece.pieces(of: 0, in: one, large, overlapping: false, cut: cut)
        #expect(pieces.map(\.numbers) == [0..<4, 4..<6])
        #expect(FeatureBlock.cut(pieces, large).map(\.count) == [1, 1])
        let examples = try pass().examples(of: one, large).examples
        #expect(examples.count == 6 && examples.start(5) == 4.5)
        let last = try SoundFile.read(path("0.wav"), part: .indices(from: 36000, to: 44000))
        #expect(try examples.features(5).floats == Hearing(large.hearing).features(of: last).floats)
    }

    @Test func lowRatesAreMentionedOnce() throws {
        let table = try table(4)
        let wide = FrontEnd(try SoundFrontEnd(rate: 22050, length: 1, bands: 20))
        let heard = Notes()
        let pass = FeaturePass(
            places: laboratory.places, shelf: Shelf(laboratory.store), parallel: .alone, movies: MediaPool(),
            note: { heard.add($0) })
        _ = try pass.examples(of: table, wide)
        #expect(heard.texts.count == 1 && heard.texts[0].hasPrefix("4 of 4 clips have as little as 8000 samples"))
        _ = try pass.examples(of: table, frontEnd)
        #expect(heard.texts.count == 1)
    }
}

private final class Notes: Sendable {
    private let kept = Mutex<[String]>([])
    var texts: [String] { kept.withLock { $0 } }
    func add(_ text: String) { kept.withLock { $0.append(text) } }
}

extension FrontEnd {
    /// How it hears; it must.
    var hearing: SoundFrontEnd {
        guard let sound = sense as? SoundFrontEnd else { preconditionFailure("it sees") }
        return sound
    }
}
