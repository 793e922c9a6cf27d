import Foundation
import Recorded
import Tensors
import Testing
import Verbs

@testable import Programs
@testable import Workplace

/// What the design says of the sources themselves.
@Suite struct HouseTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift source as (target, path below it, lines that import).
    private func sources() throws -> [(target: String, path: String, imports: [String])] {
        let folder = Self.root.appendingPathComponent("Sources").path
        let names = try #require(FileManager.default.enumerator(atPath: folder))
        return try names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.map { name in
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            let imports = text.split(separator: "\n").compactMap { line -> String? in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index <= 1, words.count == index + 2 else { return nil }
                return String(words[index + 1])
            }
            return (String(name.split(separator: "/")[0]), name, imports)
        }
    }

    @Test func eachCLibraryIsImportedInOnePlace() throws {
        var places: [String: Set<String>] = [:]
        for source in try sources() {
            for module in source.imports
            // What is our own is no library.
            where module.first == "C" && module.dropFirst().first?.isUppercase == true && !["CSystem", "CMedia"].contains(module)
            {
                places[module, default: []].insert((source.path as NSString).deletingLastPathComponent)
            }
        }
        #expect(places.count >= 8)
        for (module, folders) in places { #expect(folders.count == 1, "\(module) is imported in \(folders.sorted())") }
    }

    @Test func importsPointDownwards() throws {
        let floors = [
            ["Tensors", "Language"], ["Media", "Plotting", "Session", "Terminal"], ["Sound", "Workplace"], ["Picture"],
            ["Datasets", "Networks", "Fusion"], ["Study", "Programs"], ["Verbs"], ["Notebook"], ["foley"],
        ]
        var floor: [String: Int] = [:]
        for (number, targets) in floors.enumerated() { for target in targets { floor[target] = number } }
        for source in try sources() {
            let own = try #require(floor[source.target], "\(source.target) has no floor")
            for module in source.imports {
                guard let other = floor[module] else { continue }
                #expect(other < own || module == source.target, "\(source.path) imports \(module)")
            }
        }
    }

    /// libav's hundred and forty libraries would double the time of a start: only the helper has them.
    @Test func libavIsLoadedByTheHelperAlone() throws {
        func libraries(of program: String) throws -> String {
            let (process, output) = (Process(), Pipe())
            process.executableURL = URL(fileURLWithPath: "/usr/bin/ldd")
            process.arguments = [program]
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return text
        }
        let program = try libraries(of: Program.path)
        #expect(program.contains("libc.so") && !program.contains("libav") && !program.contains("libswscale"))
        #expect(try libraries(of: Program.path + "-media").contains("libavcodec"))
    }

    @Test func nothingOfTheSoundOrTheNetworkIsKnownToLanguageAndSession() throws {
        for source in try sources() where ["Language", "Session"].contains(source.target) {
            #expect(Set(source.imports).isDisjoint(with: ["Sound", "Plotting", "Verbs", "Notebook"]), "\(source.path)")
        }
    }
}

/// The notebooks that come with the program.
@Suite struct TutorialTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    @Test(arguments: ["00-start"])
    func runsAndMakesTheFiguresThatStandInTheRepository(notebook: String) throws {
        let project = try TestProject()
        let files = FileManager.default
        try files.copyItem(atPath: Self.root + "/notebooks", toPath: project.path + "/notebooks")
        let outcome = try project.foley("run", "notebooks/\(notebook).md")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let made = try project.files(under: "plots/\(notebook)")
        let kept = try files.contentsOfDirectory(atPath: Self.root + "/plots/\(notebook)")
        #expect(Set(made.keys) == Set(kept))

        // The figures in the repository are what their own recipes make, on this machine too.
        try project.remove("plots")
        try files.copyItem(atPath: Self.root + "/plots", toPath: project.path + "/plots")
        for figure in kept where figure.hasSuffix(".png") {
            let remade = try project.foley("remake", "plots/\(notebook)/\(figure)", environment: [Level.variable: ""])
            #expect(remade.status == 0, "\(remade.output)")
            #expect(
                FigureOrigin(inside: [UInt8](try project.read("plots/\(notebook)/\(figure)")), ending: "png")?
                    .levels?.only == Recorded.level)
        }
    }

    /// Those that train for minutes, of fewer clips and for fewer epochs: every cell runs and draws what it draws at full size.
    @Test(arguments: [
        ("02-cross-validate", ["clips: 30": "clips: 10", "epochs: 25": "epochs: 2"], "17 cells: 16 ran, 1 skipped\n"),
        ("03-watch", ["clips: 40": "clips: 12", "clips: 20": "clips: 5", "epochs: 25": "epochs: 2"], "19 cells: 19 ran\n"),
    ])
    func runsAtASmallSize(notebook: String, sizes: [String: String], end: String) throws {
        // Prose and cells in turn.
        var parts = try String(contentsOfFile: Self.root + "/notebooks/\(notebook).md", encoding: .utf8)
            .components(separatedBy: "```")
        for (size, small) in sizes {
            let cells = parts.indices.filter { $0 % 2 == 1 && parts[$0].contains(size) }
            try #require(!cells.isEmpty, "no cell of \(notebook) says '\(size)'")
            for cell in cells { parts[cell] = parts[cell].replacing(size, with: small) }
        }
        let project = try TestProject()
        try project.write(parts.joined(separator: "```"), to: "notebooks/\(notebook).md")
        let outcome = try project.foley("run", "notebooks/\(notebook).md")
        #expect(outcome.status == 0 && outcome.output.hasSuffix(end), "\(outcome.output)\(outcome.errors)")
        let made = try project.files(under: "plots/\(notebook)")
        let kept = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/plots/\(notebook)")
        #expect(Set(made.keys) == Set(kept))
    }

    /// The one of each other notebook that takes the least; that the recipes of all of them read is a test of its own.
    @Test(arguments: ["01-hear/kinds.png", "02-cross-validate/leak.png"])
    func aFigureIsWhatItsRecipeMakes(figure: String) throws {
        let project = try TestProject()
        let folder = (figure as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: project.path + "/plots/" + folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Self.root + "/plots/" + figure, toPath: project.path + "/plots/" + figure)
        let free = [Level.variable: ""]
        let remade = try project.foley("remake", "plots/" + figure, environment: free)
        guard remade.status != 0, !Recorded.holds(on: Recorded.kinds) else {
            #expect(remade.status == 0, "\(remade.output)\(remade.errors)")
            return
        }
        // Another kind of processor, or one without the level: a second run gives the same bits.
        #expect([1, 3].contains(remade.status), "\(remade.output)\(remade.errors)")
        let other = "plots/" + (figure as NSString).deletingPathExtension + ".remade.png"
        let first = try project.read(other)
        #expect(try project.foley("remake", "--session", "second", "plots/" + figure, environment: free).status == remade.status)
        #expect(try project.read(other) == first)
    }
}
