import Foundation
import Testing

/// The sources are written as `.swift-format` asks.
@Suite struct FormatTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The toolchain; nil where only its products are.
    private static let swift = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { $0 + "/swift" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(.enabled(if: swift != nil, "there is no swift on the PATH"))
    func everySourceIsAsTheFormatterWouldWriteIt() throws {
        let outcome = try Program.run(
            [
                "format", "lint", "--strict", "--recursive", "--parallel", "--configuration", ".swift-format",
                "Sources", "Tests", "Package.swift",
            ], in: Self.root, executable: try #require(Self.swift))
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.output)\(outcome.errors)")
    }
}
