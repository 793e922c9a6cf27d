import Foundation
import Testing

/// That the map in `Sources/README.md` shows the house as it is.
@Suite struct MapTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    /// What stands in backticks on the map.
    private static func named() throws -> [String] {
        try text("Sources/README.md").matches(of: #/`([^`\n]+)`/#).map { String($0.output.1) }
    }

    private static func isSource(_ name: String) -> Bool {
        name.hasSuffix(".swift") || name.hasSuffix(".c") || name.hasSuffix(".h")
    }

    private static func isPath(_ name: String) -> Bool { name.contains("/") || isSource(name) }

    /// Its names and words, one by one.
    private static func words(of text: String) -> Set<String> {
        func isPart(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return Set(text.utf8.split { !isPart($0) }.map { String(decoding: $0, as: UTF8.self) })
    }

    @Test func everyFileIsThere() throws {
        let paths = try Self.named().filter(Self.isPath)
        #expect(paths.count > 100)
        for path in paths {
            let isThere = ["/", "/Sources/"].contains { FileManager.default.fileExists(atPath: Self.root + $0 + path) }
            #expect(isThere, "\(path)")
        }
    }

    @Test func everyRoomIsNamed() throws {
        let declared = try Self.text("Package.swift").matches(of: #/(?:name: |system\()"([A-Za-z-]+)"/#).map {
            String($0.output.1)
        }
        let rooms = Set(declared).filter { FileManager.default.fileExists(atPath: Self.root + "/Sources/" + $0) }
        #expect(rooms.isSuperset(of: ["Tensors", "foley-media", "CSoxr"]))
        let missing = rooms.subtracting(try Self.named()).sorted()
        #expect(missing.isEmpty, "\(missing)")
    }

    @Test func theCodeHasEveryWord() throws {
        var known = Self.words(of: try Self.text("Package.swift"))
        for folder in ["Sources", "Tests"] {
            let names = try #require(FileManager.default.enumerator(atPath: Self.root + "/" + folder))
            for case let name as String in names where Self.isSource(name) {
                known.formUnion(Self.words(of: try Self.text(folder + "/" + name)))
            }
        }
        for name in try Self.named() where !Self.isPath(name) {
            let gone = Self.words(of: name).subtracting(known).sorted()
            #expect(gone.isEmpty, "`\(name)`")
        }
    }
}
