import Foundation
import Testing

/// The script at the top of the repository, in a folder of its own with stand-ins for the programs it calls.
@Suite struct LauncherTests {
    @Test func itBuildsOnceAndPassesTheArgumentsOn() throws {
        let place = try LauncherPlace()
        let first = try place.run(["run", "a b.md", "", "--x=$y"])
        #expect(first.status == 0)
        #expect(first.output == "<run>\n<a b.md>\n<>\n<--x=$y>\n")
        #expect(
            try place.calls.contains {
                $0.hasPrefix("swift build --package-path \(place.root.path) --configuration release")
            })
        try place.forgetCalls()
        let second = try place.run(["help"])
        #expect(second.output == "<help>\n")
        #expect(second.errors == "")
        #expect(try place.calls == [])
    }

    @Test func itBuildsAgainWhenASourceIsNewerOrGone() throws {
        let place = try LauncherPlace()
        try place.run([])
        for change in [
            { try place.write("Sources/foley/Foley.swift", "changed") },
            { try place.write("Sources/foley/New.swift", "new") },
            { try FileManager.default.removeItem(at: place.root.appending(path: "Sources/foley/New.swift")) },
            { try place.write("Package.swift", LauncherPlace.package + "\n") },
            { try FileManager.default.removeItem(at: place.root.appending(path: ".build/release/foley")) },
            { try FileManager.default.removeItem(at: place.root.appending(path: ".build/release/foley-media")) },
            { try FileManager.default.removeItem(at: place.root.appending(path: ".build/release/foley-sound")) },
        ] {
            Thread.sleep(forTimeInterval: 0.02)
            try change()
            try place.forgetCalls()
            try place.run([])
            #expect(try place.calls.filter { $0.hasPrefix("swift build") }.count == 1)
        }
    }

    @Test func itDoesNotBuildWhereOnlyTimesDiffer() throws {
        let place = try LauncherPlace()
        try place.run([])
        try place.forgetCalls()
        for ages in [1.0, 1000] {
            try place.write("Sources/foley/Foley.swift", "original")
            try place.date("Sources/foley/Foley.swift", ages)
            try place.date("Package.swift", ages)
            #expect(try place.run(["a"]).output == "<a>\n")
        }
        #expect(try place.calls == [])
        // Another folder with the same files, and what was built in the first.
        let clone = try LauncherPlace()
        try place.copyBuild(to: clone)
        #expect(try clone.run(["a"]).output == "<a>\n")
        #expect(try clone.calls == [])
        try clone.write("Sources/foley/Foley.swift", "0riginal")
        try clone.run([])
        #expect(try clone.calls.filter { $0.hasPrefix("swift build") }.count == 1)
    }

    @Test func aFirstBuildSaysHowFarItIs() throws {
        let place = try LauncherPlace()
        try FileManager.default.createDirectory(
            at: place.root.appending(path: "Sources/Other"), withIntermediateDirectories: true)
        // GRDB and the kernels count as 900 kB, and the program as 16 bytes.
        try place.write("Sources/Other/Other.swift", String(repeating: "9 bytes: ", count: 300_000))
        let first = try place.run(["a"], ["STUB_COMPILED": "Other"])
        #expect(first.output == "<a>\n")
        #expect(
            try first.errors.wholeMatch(
                of: #/foley: building for the first time, .*\nfoley: 74 % after 0 min [0-9]+ s, about 1 min left\n/#) != nil,
            "\(first.errors)")
        // Of what is built again nobody knows how much there is.
        try place.write("Sources/Other/Other.swift", "changed")
        #expect(try place.run(["a"], ["STUB_COMPILED": "Other"]).errors == "foley: building\n")
    }

    @Test func aFailedBuildRunsNothingAndShowsItsLog() throws {
        let place = try LauncherPlace()
        try place.run([])
        Thread.sleep(forTimeInterval: 0.02)
        try place.write("Sources/foley/Foley.swift", "broken")
        for _ in 0..<2 {
            let failed = try place.run(["x"], ["STUB_BUILD": "1"])
            #expect(failed.status == 1)
            #expect(failed.output == "")
            #expect(failed.errors.contains("Foley.swift:1: error: broken"))
            #expect(failed.errors.hasSuffix("foley: the build failed, so nothing was run\n"))
        }
        #expect(try place.run(["x"]).output == "<x>\n")
        #expect(try place.contents(of: ".build").sorted() == ["foley.built", "foley.place", "release"])
    }

    @Test func itEndsAsTheProgramEnds() throws {
        #expect(try LauncherPlace().run(["fail"]).status == 7)
    }

    @Test func itWorksThroughSymbolicLinksFromAnotherFolderAndWithoutHome() throws {
        let place = try LauncherPlace()
        let links = place.outside.appending(path: "my links")
        try FileManager.default.createDirectory(at: links, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: links.appending(path: "one").path, withDestinationPath: "../with space/foley")
        try FileManager.default.createSymbolicLink(
            atPath: links.appending(path: "two").path, withDestinationPath: links.appending(path: "one").path)
        for (script, folder) in [("one", links), ("./two", links), ("my links/two", place.outside)] {
            let result = try place.run(["a"], script: script, in: folder)
            #expect(result.output == "<a>\n" && result.status == 0, "\(script): \(result.errors)")
        }
        #expect(try place.calls.filter { $0.hasPrefix("swift build") }.count == 1)
    }

    @Test func withoutSwiftItSaysWhereToGetIt() throws {
        let place = try LauncherPlace()
        try place.remove("swift")
        let result = try place.run([])
        #expect(result.status == 1)
        #expect(result.errors == "foley: Swift 6.1 or newer is needed: see https://swift.org/install\n")
    }

    @Test(arguments: ["5.10", "6.0"])
    func anOldSwiftIsRefused(version: String) throws {
        let result = try LauncherPlace().run([], ["STUB_VERSION": version])
        #expect(result.status == 1)
        #expect(
            result.errors
                == "foley: Swift 6.1 or newer is needed, and this is \(version): see https://swift.org/install\n")
    }

    @Test(arguments: ["6.1", "6.10", "7.0"])
    func aNewerSwiftWillDo(version: String) throws {
        #expect(try LauncherPlace().run(["a"], ["STUB_VERSION": version]).output == "<a>\n")
    }

    // MARK: Packages

    @Test func missingPackagesAreNamedAndInstalled() throws {
        let place = try LauncherPlace()
        let result = try place.run(
            ["a"], ["STUB_MISSING": "libsoxr-dev git", "STUB_NO_MODULE": "soxr", "STUB_USER": "0"])
        #expect(result.output == "<a>\n")
        #expect(result.errors.hasPrefix("foley: these packages are needed: libsoxr-dev git\n"))
        // Lists of packages may be old.
        #expect(try place.aptCalls == ["update", "install --no-install-recommends libsoxr-dev git"])
        #expect(try !place.calls.contains { $0.hasPrefix("sudo") })
    }

    @Test func listsThatCannotBeFetchedMatterOnlyWhereAPackageCannotBeHad() throws {
        let place = try LauncherPlace()
        let missing = ["STUB_MISSING": "git", "STUB_LISTS": "no network", "STUB_USER": "0"]
        let failed = try place.run(["a"], missing.merging(["STUB_APT": "1"]) { $1 })
        #expect(failed.status == 1)
        #expect(failed.errors.hasSuffix("E: no network\nfoley: the packages could not be installed\n"))
        #expect(try place.aptCalls == ["update", "install --no-install-recommends git"])
        #expect(try !place.calls.contains { $0.hasPrefix("swift build") })
        let installed = try place.run(["a"], missing)
        #expect(installed.output == "<a>\n")
        #expect(!installed.errors.contains("no network"))
    }

    @Test func anyoneButRootInstallsThroughSudo() throws {
        let place = try LauncherPlace()
        try place.run(["a"], ["STUB_MISSING": "git", "STUB_USER": "1000"])
        #expect(try place.calls.contains { $0.hasPrefix("sudo env DEBIAN_FRONTEND=noninteractive apt-get") })
        try place.remove("sudo")
        try place.write("Package.swift", LauncherPlace.package + "\n")
        let result = try place.run(
            ["a"], ["STUB_MISSING": "git libsoxr-dev", "STUB_NO_MODULE": "soxr", "STUB_USER": "1000"])
        #expect(result.status == 1)
        #expect(
            result.errors.hasSuffix("foley: as root, run: apt-get install --no-install-recommends libsoxr-dev git\n"))
    }

    @Test func withoutAptTheMissingLibrariesAreNamed() throws {
        let place = try LauncherPlace()
        for name in ["apt-get", "dpkg-query"] { try place.remove(name) }
        let result = try place.run(["a"], ["STUB_NO_MODULE": "soxr"])
        #expect(result.status == 1)
        #expect(
            result.errors == """
                foley: these packages are needed: libsoxr-dev
                foley: install them, or what this system calls them, and start again

                """)
        #expect(try place.run(["a"]).output == "<a>\n")
    }

    @Test func aLibraryThatPkgConfigFindsNeedsNoPackage() throws {
        let place = try LauncherPlace()
        try place.run(["a"], ["STUB_MISSING": "libsoxr-dev"])
        #expect(try place.aptCalls == [])
    }

    // MARK: Tests

    @Test func testsRunBesideTheBuiltProgram() throws {
        let place = try LauncherPlace()
        let result = try place.run(["test", "--filter", "A b"])
        #expect(result.status == 0)
        #expect(result.output == "tests with \(place.root.path)/.build/release/foley\n")
        let calls = try place.calls.filter { $0.hasPrefix("swift build") || $0.hasPrefix("swift test") }
        #expect(calls.count == 2)
        #expect(
            calls.last == "swift test --package-path \(place.root.path) --scratch-path \(place.root.path)/.build/tests "
                + "--disable-xctest --filter A b")
    }

    @Test func aFailedTestIsAFailure() throws {
        #expect(try LauncherPlace().run(["test"], ["STUB_TEST": "1"]).status == 1)
    }
}
