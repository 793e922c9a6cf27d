import Foundation
import Tensors

@testable import Session

/// A folder of its own for one test, removed with it.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "foley-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { print("left behind: \(path): \(error)") }
    }

    func open() throws -> Store { try Store(project: path) }

    func write(_ name: String, _ text: String) throws {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try contents(ofFile: path + "/" + name), as: UTF8.self)
    }
}

/// A recipe without operands.
func plainRecipe(_ name: String, _ number: Int = 0) -> Recipe {
    Recipe(verb: name, version: 1, operands: [], options: [("number", .literal("\(number)"))])
}

/// A value of about `kilobytes`.
func plainPayload(_ line: String, kilobytes: Int = 1) -> Payload {
    Payload(
        type: "sound", line: line,
        tensors: [("samples", Tensor([kilobytes * 256], (0..<kilobytes * 256).map { Float($0) }))])
}
