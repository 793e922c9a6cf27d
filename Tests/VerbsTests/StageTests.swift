import Datasets
import Foundation
import Session
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

@Suite struct StageTests {
    private let laboratory: Laboratory
    private let set: DatasetValue
    private let call: Arguments

    init() throws {
        laboratory = try Laboratory()
        set = try #require(
            try laboratory.value(of: "world = stage clips: 2, kinds: [bell, dog], length: 200 ms") as? DatasetValue)
        call = Arguments(
            signature: Verb.stage.signature, recipe: Recipe(verb: "stage", version: 1, operands: [], options: []), operands: [:],
            options: [:], recipes: [:], work: Workspace(Context(places: laboratory.places), Shelf(laboratory.store)))
    }

    @Test func aDatasetIsTheSameFromTheStore() throws {
        #expect(try DatasetValue(payload: set.payload()).table == set.table)
        #expect(set.table.stage?.seconds == 0.2)
    }

    @Test func clipsAreRestoredThroughTheStore() throws {
        let files = set.table.clips.map { laboratory.places.source($0.path) }
        let before = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        try call.work.restoreStage(set.table)
        try FileManager.default.removeItem(atPath: files[0])
        try Data("not a sound".utf8).write(to: URL(fileURLWithPath: files[3]))
        try call.work.restoreStage(set.table)
        #expect(try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) } == before)
    }

    @Test func noLinkLeadsTheStageOutOfTheProject() throws {
        let stage = laboratory.folder + "/.foley/stage"
        try FileManager.default.removeItem(atPath: stage)
        let outside = NSTemporaryDirectory() + "foley-outside-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: outside) }
        try FileManager.default.createSymbolicLink(atPath: stage, withDestinationPath: outside)
        #expect(throws: OutsideProject.self) { try call.work.restoreStage(set.table) }
        #expect(throws: (any Error).self) { try laboratory.value(of: "stage clips: 1, kinds: [bell], length: 300 ms") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside).isEmpty)
    }

    private func said(_ options: String) throws -> String {
        let source = "stage clips: 1, kinds: [bell], length: 200 ms, " + options
        do { return try laboratory.value(of: source).line } catch let failure as Evaluator.Failure {
            return failure.fault.cause
        }
    }

    @Test func moviesHaveWhatTheirOptionsSayAndAreRestored() throws {
        let source = "stage clips: 4, kinds: [bell, dog], length: 200 ms, picture: 48 px, width: 64 px, pace: 10 Hz, silent: 50 %"
        let films = try #require(try laboratory.value(of: source) as? DatasetValue)
        #expect(try DatasetValue(payload: films.payload()).table == films.table)
        #expect(
            films.table.clips.allSatisfy { $0.pictures == .init(width: 64, height: 48, rate: 10) && $0.captions?.count == 4 })
        #expect((2...6).contains(films.table.clips.filter { $0.channels == 0 }.count))
        let file = laboratory.places.source(films.table.clips[5].path)
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        try FileManager.default.removeItem(atPath: file)
        try call.work.restoreStage(films.table)
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
    }

    @Test func optionsThatDoNotGoTogetherAreRefused() throws {
        #expect(try said("dark: 20 %") == "stage's 'dark' goes with movies: add 'picture: 64 px'")
        #expect(try said("pace: 10 Hz") == "stage's 'pace' goes with movies: add 'picture: 64 px'")
        #expect(
            try said("picture: 64 px, width: 200 px")
                == "stage's 'width' makes pictures of 200 x 64 pixels; they are as wide as high, or up to twice as wide")
        #expect(try said("picture: 64 px, rate: 10 kHz").hasPrefix("stage's 'rate' of movies is one of 8000, 11025, "))
        #expect(
            try said("picture: 64 px, dark: 60 %, lies: 50 %")
                == "stage's 'lies' and dark, hidden, masked and silent are more than all movies together")
        #expect(try said("picture: 64 px, dark: 50 %, lies: 50 %").hasPrefix("1 clip · 1 class"))
    }
}
