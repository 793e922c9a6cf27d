import Foundation
import Media
import Picture
import Tensors
import Testing

/// The folder of real data, where there is one.
let dataFolder = ProcessInfo.processInfo.environment["FOLEY_DATA"]

/// A folder for the files of one test, gone when it is released.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "foley-picture-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { print("left behind: \(path): \(error)") }
    }

    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}

/// A row of the collection's manifest: what ffmpeg 5.1 made of a file.
struct MediaEntry: CustomTestStringConvertible, Sendable {
    let fields: [String: String]
    var file: String { fields["file"] ?? "" }
    var path: String { dataFolder! + "/media/" + file }
    var testDescription: String { file }

    func number(_ name: String) -> Int? { fields[name].flatMap { Int($0) } }
    func text(_ name: String) -> String { fields[name] ?? "" }

    var isReadable: Bool { text("container") != "unreadable" }
    var hasPictures: Bool { number("n_video") ?? 0 > 0 }
    var hasSound: Bool { number("n_audio") ?? 0 > 0 }
    var colours: [Double] { text("first_frame_mean_rgb").split(separator: " ").compactMap { Double($0) } }

    /// Every row; empty where there is no data.
    static let all: [MediaEntry] = {
        guard let dataFolder, let bytes = try? contents(ofFile: dataFolder + "/media/manifest.csv"),
            let table = try? CSVTable(bytes, name: "manifest.csv")
        else { return [] }
        return table.rows.map { MediaEntry(fields: Dictionary(uniqueKeysWithValues: zip(table.header, $0.cells))) }
    }()
}

/// Runs `body`, which has to throw a `MediaFault`, and returns its problem.
@discardableResult
func problem(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) throws -> MediaFault.Problem {
    let fault = try #require(throws: MediaFault.self, sourceLocation: sourceLocation) { try body() }
    #expect(!fault.cause.contains("\n") && fault.cause.first?.isUppercase != true, sourceLocation: sourceLocation)
    return fault.problem
}
