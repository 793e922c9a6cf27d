import Foundation
import Session
import Testing
import Verbs

@testable import Notebook
@testable import Programs
@testable import Workplace

/// What is done for a page grows as its cells do, and not as their square: counted, since time depends on the machine.
@Suite struct GrowthTests {
    private static let counts = [40, 80, 160]

    /// The pages that are measured: the text of cell `number`.
    enum Shape: CaseIterable {
        /// Each cell reads what the one before it defines.
        case chain
        /// No cell reads another.
        case sideBySide
        /// Each cell gives the one name another value.
        case oneName
        /// Each cell reads all that the first one defines.
        case fan
        /// Each cell reads a file of its own.
        case files

        func cell(_ number: Int) -> String {
            switch self {
            case .chain: number == 1 ? "a1 = 1 + 0" : "a\(number) = a\(number - 1) + 1"
            case .sideBySide: "a\(number) = \(number) + 1"
            case .oneName: number == 1 ? "a = 1 + 0" : "a = a + 1"
            case .fan: number == 1 ? "a1 = 1 + 0" : "a\(number) = a1 + \(number)"
            case .files: "a\(number) = load \"\(number).wav\""
            }
        }
    }

    @Test("running a page, and running it again", arguments: Shape.allCases)
    func runs(_ shape: Shape) throws {
        let efforts = try Self.counts.map { count in
            let place = try GrowingProject(shape, count)
            return try [place.run(), place.run()]
        }
        for run in 0...1 { expectLine(efforts.map { $0[run] }, "\(shape), run \(run + 1)") }
    }

    @Test("the last cell and a line below it, once a page is open", arguments: [Shape.sideBySide, .files])
    func one(_ shape: Shape) throws {
        let efforts = try Self.counts.map { count in
            let place = try GrowingProject(shape, count)
            _ = try place.run()
            let page = try place.page(remembers: true)
            let runner = PageRunner(page, threads: 1) { _ in }
            let before = page.effort
            try runner.run(cell: "c\(count)")
            try runner.run(line: "b = 1")
            return page.effort.since(before)
        }
        for effort in efforts {
            #expect(effort.steps <= efforts[0].steps + 2)
            #expect(effort.states == efforts[0].states)
        }
    }

    @Test("lines one after the other, each of which reads the last")
    func lines() throws {
        let efforts = try Self.counts.map { count in
            let place = try GrowingProject(.chain, 0)
            let page = try OpenPage(store: place.store, places: place.places, notebook: nil, remembers: true)
            let runner = PageRunner(page, threads: 1) { _ in }
            for number in 1...count { try runner.run(line: Shape.chain.cell(number)) }
            #expect(page.program.steps.count == count)
            return page.effort
        }
        expectLine(efforts, "lines")
    }

    /// Twice the cells, at most twice and a little the work.
    private func expectLine(_ efforts: [Effort], _ what: String) {
        for (small, large) in zip(efforts, efforts.dropFirst()) {
            #expect(large.steps <= 2 * small.steps + 4, "\(what): steps \(efforts)")
            #expect(large.states <= 2 * small.states + 4, "\(what): states \(efforts)")
            #expect(large.files <= 2 * small.files + 4 * Sweep.looks, "\(what): files \(efforts)")
        }
    }
}

/// A project with a notebook.
private final class GrowingProject {
    let store: Store
    let places: Places
    private let folder: String
    private var notebook: String { folder + "/page.md" }

    init(_ shape: GrowthTests.Shape, _ count: Int) throws {
        folder = NSTemporaryDirectory() + "foley-growth-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/.foley", withIntermediateDirectories: true)
        store = try Store(project: folder)
        places = Places(project: store.project)
        let numbers = count == 0 ? [] : Array(1...count)
        let cells = numbers.map { "```foley #c\($0)\n\(shape.cell($0))\n```\n" }
        try cells.joined(separator: "\n").write(toFile: notebook, atomically: false, encoding: .utf8)
        guard shape == .files else { return }
        for number in numbers { try Data(wave).write(to: URL(fileURLWithPath: folder + "/\(number).wav")) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func page(remembers: Bool) throws -> OpenPage {
        try OpenPage(store: store, places: places, notebook: notebook, remembers: remembers)
    }

    /// Runs all cells; gives what that took.
    func run() throws -> Effort {
        let page = try page(remembers: false)
        let runner = PageRunner(page, threads: 1) { _ in }
        try runner.inARow { for cell in page.program.cells { try runner.run(cell: cell) } }
        return page.effort
    }

    /// Four samples of silence.
    private var wave: [UInt8] {
        func little(_ number: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(number >> (8 * $0) & 0xFF) } }
        var bytes = Array("RIFF".utf8) + little(44, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        for (number, count) in [(1, 2), (1, 2), (8000, 4), (16_000, 4), (2, 2), (16, 2)] { bytes += little(number, count) }
        return bytes + Array("data".utf8) + little(8, 4) + [UInt8](repeating: 0, count: 8)
    }
}
