import Datasets
import Foundation
import Session
import Testing

@testable import Verbs

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
            options: [:], recipes: [:], context: Context(places: laboratory.places), shelf: Shelf(laboratory.store))
    }

    @Test func aDatasetIsTheSameFromTheStore() throws {
        #expect(try DatasetValue(payload: set.payload()).table == set.table)
        #expect(set.table.stage?.seconds == 0.2)
    }

    @Test func clipsAreRestoredThroughTheStore() throws {
        let files = set.table.clips.map { laboratory.places.source($0.path) }
        let before = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        try call.restoreStage(set.table)
        try FileManager.default.removeItem(atPath: files[0])
        try Data("not a sound".utf8).write(to: URL(fileURLWithPath: files[3]))
        try call.restoreStage(set.table)
        #expect(try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) } == before)
    }

    @Test func noLinkLeadsTheStageOutOfTheProject() throws {
        let stage = laboratory.folder + "/.foley/stage"
        try FileManager.default.removeItem(atPath: stage)
        let outside = NSTemporaryDirectory() + "foley-outside-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: outside) }
        try FileManager.default.createSymbolicLink(atPath: stage, withDestinationPath: outside)
        #expect(throws: OutsideProject.self) { try call.restoreStage(set.table) }
        #expect(throws: (any Error).self) { try laboratory.value(of: "stage clips: 1, kinds: [bell], length: 300 ms") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside).isEmpty)
    }
}
