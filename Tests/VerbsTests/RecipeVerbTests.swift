import Foundation
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Verbs that stand in recipes alone.
@Suite struct RecipeVerbTests {
    @Test func everyOneIsDeclared() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources").path
        let names = try #require(FileManager.default.enumerator(atPath: sources))
        var declared = 0
        for case let name as String in names where name.hasSuffix(".swift") && !name.hasPrefix("foley/") {
            let text = try String(contentsOfFile: sources + "/" + name, encoding: .utf8)
            // A version stands where its verb is declared.
            #expect(text.firstMatch(of: /Recipe\(\s*verb: [^,]+,\s*version: \d/) == nil, "\(name)")
            declared += text.matches(of: /RecipeVerb\(name: "/).count
        }
        #expect(declared == RecipeVerb.all.count && Set(RecipeVerb.all.map(\.name)).count == declared)
    }
}
