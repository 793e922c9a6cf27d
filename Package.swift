// swift-tools-version: 6.1
import PackageDescription

/// A C library from the system, wrapped once.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// Targets whose tests compute much are optimised in debug builds too: unoptimised, their tests take minutes.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// Functions that stand in for a library's must not be taken for them by other libraries.
let hidden: [CSetting] = [.unsafeFlags(["-O2", "-fvisibility=hidden"])]

/// Libraries that are loaded when they are needed stay out of the start. A linker option has to come before them, and only
/// those of a configuration file do.
let asNeeded: [LinkerSetting] = [
    .unsafeFlags(["-Xclang-linker", "--config=\(Context.packageDirectory)/Sources/linking.cfg"])
]

/// Programs in C alone have no use for Swift's runtime, which would take a third of a small one's start.
let inC: [LinkerSetting] = asNeeded + [.unsafeFlags(["-nostartfiles"])]

let package = Package(
    name: "foley",
    products: [.executable(name: "foley", targets: ["foley"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0")
    ],
    targets: [
        // The house, from the ground up: imports point downwards only.
        .target(
            name: "Tensors", dependencies: ["CSystem", "CKernels", "CFFTW", "CLapack", "CMinizip"], swiftSettings: optimised),
        // What decodes files in processes of their own.
        .target(name: "Media", dependencies: ["Tensors", "CMedia"], swiftSettings: optimised),
        .target(
            name: "Sound", dependencies: ["Media", "Tensors", "CSndfile", "CSoxr"], swiftSettings: optimised),
        .target(name: "Picture", dependencies: ["Media", "Sound", "Tensors", "CMedia"], swiftSettings: optimised),
        .target(name: "Plotting", dependencies: ["Tensors", "CDrawing", "CPango", "CPNG"], swiftSettings: optimised),
        .target(name: "Language", swiftSettings: optimised),
        .target(
            name: "Session",
            dependencies: [
                "Tensors", "CSystem", "CNettle", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        // What a computation works with: where files are, its part of the session, whom it tells how it goes.
        .target(name: "Workplace", dependencies: ["Language", "Session", "Media", "Tensors"]),
        .target(
            name: "Datasets", dependencies: ["Workplace", "Language", "Session", "Media", "Picture", "Sound", "Tensors"],
            swiftSettings: optimised),
        .target(
            name: "Networks", dependencies: ["Workplace", "Language", "Media", "Picture", "Sound", "Tensors"],
            swiftSettings: optimised),
        .target(name: "Fusion", dependencies: ["Tensors"], swiftSettings: optimised),
        // Networks learn from data sets and judge them: senses, features, trainings.
        .target(
            name: "Study",
            dependencies: [
                "Workplace", "Datasets", "Networks", "Fusion", "Language", "Session", "Media", "Picture", "Sound", "Tensors",
            ]),
        // Statements become recipes, and recipes values: whatever verbs and types of value there are.
        .target(
            name: "Programs",
            dependencies: ["Workplace", "Datasets", "Language", "Session", "Plotting", "Sound", "Tensors"]),
        .target(
            name: "Verbs",
            dependencies: [
                "Programs", "Study", "Workplace", "Language", "Session", "Media", "Sound", "Picture", "Plotting", "Datasets",
                "Networks", "Fusion", "Tensors",
            ]),
        .target(name: "Notebook", dependencies: ["Verbs", "Programs", "Workplace", "Language", "Session", "CMark"]),
        .target(name: "Terminal", dependencies: ["Language", "CEdit", "CSystem", "CTerminalImage", "CChafa"]),
        .executableTarget(
            name: "foley",
            dependencies: [
                "Notebook", "Terminal", "Verbs", "Programs", "Study", "Workplace", "Networks", "Media", "Picture", "Sound",
                "Plotting", "Language", "Session", "Tensors", "CSystem",
                // Built with it and found beside it, not linked.
                "foley-media", "foley-sound",
            ],
            linkerSettings: asNeeded),
        // Decodes and encodes movies in a process of its own: libav is linked here alone.
        .executableTarget(
            name: "foley-media", dependencies: ["CHelper", "CMedia", "CAVFormat", "CSwscale"],
            cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2"])],
            linkerSettings: inC + ["avcodec", "swresample", "avutil", "m"].map { .linkedLibrary($0) }),
        // The same for compressed sounds, without the many libraries behind libav, which take their time at each start.
        .executableTarget(
            name: "foley-sound", dependencies: ["CHelper", "CMedia", "CSndfile", "CMpg123", "CNettle"],
            cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2"])],
            linkerSettings: inC),

        // C: our own shims, then the libraries as they are.
        .target(name: "CMedia", cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2"])]),
        .target(
            name: "CHelper", dependencies: ["CMedia", "CSeccomp"],
            cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2"])]),
        .target(name: "CSystem", cSettings: [.unsafeFlags(["-O3"])]),
        // A square root that has to report its errors cannot be computed on many numbers at once.
        .target(
            name: "CKernels", exclude: ["kernels"],
            cSettings: [.unsafeFlags(["-O3", "-fno-math-errno", "-ffp-contract=off"])]),
        .target(name: "CLapack", dependencies: ["CKernels", "CSystem"], cSettings: hidden),
        .target(name: "CDrawing", dependencies: ["CSystem", "CPango"], cSettings: hidden),
        .target(name: "CTerminalImage", dependencies: ["CSystem", "CChafa"], cSettings: hidden),
        .target(name: "CEdit", dependencies: ["CLibEdit"]),
        .target(name: "CPNG", dependencies: ["CLibPNG", "CDeflate"], cSettings: [.unsafeFlags(["-O3"])]),
        system("CLibEdit", pkgConfig: "libedit", apt: "libedit-dev"),
        system("CLibPNG", pkgConfig: "libpng", apt: "libpng-dev"),
        system("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
        system("CFFTW", pkgConfig: "fftw3f", apt: "libfftw3-dev"),
        system("CSndfile", pkgConfig: "sndfile", apt: "libsndfile1-dev"),
        system("CMpg123", pkgConfig: "libmpg123", apt: "libmpg123-dev"),
        system("CSoxr", pkgConfig: "soxr", apt: "libsoxr-dev"),
        system("CPango", pkgConfig: "pangocairo", apt: "libpango1.0-dev"),
        system("CMark", pkgConfig: "libcmark-gfm", apt: "libcmark-gfm-dev"),
        system("CChafa", pkgConfig: "chafa", apt: "libchafa-dev"),
        system("CNettle", pkgConfig: "nettle", apt: "nettle-dev"),
        system("CAVFormat", pkgConfig: "libavformat", apt: "libavformat-dev"),
        system("CSwscale", pkgConfig: "libswscale", apt: "libswscale-dev"),
        system("CSeccomp", pkgConfig: "libseccomp", apt: "libseccomp-dev"),
        system("CMinizip", pkgConfig: "minizip", apt: "libminizip-dev"),

        // What tests of a program on a terminal need: a terminal that a test types at, and a program to type at.
        .target(name: "TerminalDriver", dependencies: ["CSystem"], path: "Tests/TerminalDriver"),
        .executableTarget(name: "PromptProbe", dependencies: ["Terminal", "CSystem"], path: "Tests/PromptProbe"),
        // Chance that can be repeated, for tests of what bears anything.
        .target(name: "Chance", path: "Tests/Chance"),
        // Where recorded results of trainings hold to the bit.
        .target(name: "Recorded", dependencies: ["Plotting", "Tensors"], path: "Tests/Recorded"),
        // Movies that are made packet by packet.
        .target(name: "Footage", path: "Tests/Footage"),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors", "Chance"]),
        .testTarget(name: "SoundTests", dependencies: ["Media", "Sound", "Tensors", "foley-sound"]),
        .testTarget(
            name: "PictureTests",
            dependencies: ["Media", "Picture", "Sound", "Tensors", "Footage", "foley-media", "foley-sound", "ConfinedProbe"]),
        // A process that is confined as the helpers are and tries what it may not.
        .executableTarget(
            name: "ConfinedProbe", dependencies: ["CSeccomp"], path: "Tests/ConfinedProbe",
            cSettings: [.define("_GNU_SOURCE")]),
        .testTarget(
            name: "PlottingTests", dependencies: ["Plotting", "Tensors", "Recorded"], exclude: ["Snapshots"]),
        .testTarget(
            name: "DatasetsTests",
            dependencies: ["Datasets", "Media", "Picture", "Session", "Sound", "Tensors", "foley-media", "foley-sound"]),
        .testTarget(
            name: "NetworksTests",
            dependencies: ["Networks", "Workplace", "Media", "Picture", "Sound", "Tensors", "foley-media"],
            exclude: ["References"]),
        .testTarget(name: "FusionTests", dependencies: ["Fusion"]),
        .testTarget(name: "StudyTests", dependencies: ["Study", "Workplace", "Networks", "Picture", "Session", "Tensors"]),
        .testTarget(name: "LanguageTests", dependencies: ["Language", "Chance"]),
        .testTarget(
            name: "SessionTests",
            dependencies: ["Session", "Tensors", "StoreProbe", "Chance", .product(name: "GRDB", package: "GRDB.swift")]),
        // A process that the session's tests start, watch and kill.
        .executableTarget(name: "StoreProbe", dependencies: ["Session", "Tensors"], path: "Tests/StoreProbe"),
        .testTarget(name: "TerminalTests", dependencies: ["Terminal", "Language", "TerminalDriver", "PromptProbe", "CSystem"]),
        .testTarget(
            name: "VerbsTests",
            dependencies: [
                "Verbs", "Programs", "Study", "Workplace", "Datasets", "Networks", "Fusion", "Language", "Session", "Media",
                "Picture", "Plotting", "Sound", "Tensors", "Recorded", "Footage", "foley-media", "foley-sound",
            ],
            exclude: ["Snapshots"]),
        .testTarget(
            name: "NotebookTests",
            dependencies: ["Notebook", "Language", "Session", "Tensors", "Verbs", "Programs", "Workplace", "Chance"]),
        .testTarget(
            name: "foleyTests",
            dependencies: [
                "foley", "Verbs", "Programs", "Workplace", "Session", "Tensors", "Recorded", "TerminalDriver", "Chance",
                "ConfinedProbe",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
