// Written by Scripts/embed from Themes/; change the files there.
// swift-format-ignore-file

/// Themes and colour maps as compiled in.
enum Embedded {
    /// Theme files by name.
    static let themes: [(name: String, text: String)] = [
        (
            "night",
            #"""
            name = "night"
            dark = true

            [roles]
            background = "#0d1117"
            surface = "#161b22"
            border = "#30363d"
            borderFocused = "#58a6ff"
            title = "#f0f6fc"
            text = "#c9d1d9"
            dim = "#8b949e"
            accent = "#58a6ff"
            accentText = "#0d1117"
            key = "#ffa657"
            good = "#3fb950"
            warning = "#d29922"
            error = "#f85149"
            probe = "#58a6ff"
            detector = "#58a6ff"
            mask = "#3d444d"
            series1 = "#58a6ff"
            series2 = "#f85149"
            series3 = "#db61a2"
            gridline = "#30363d"
            """#
        ),
    ]

    /// Colour map files by name.
    static let colorMaps: [(name: String, text: String)] = [
        (
            "grey",
            #"""
            # grey
            #000000
            #080808
            #101010
            #181818
            #202020
            #282828
            #303030
            #383838
            #404040
            #484848
            #505050
            #585858
            #606060
            #686868
            #707070
            #787878
            #808080
            #878787
            #8f8f8f
            #979797
            #9f9f9f
            #a7a7a7
            #afafaf
            #b7b7b7
            #bfbfbf
            #c7c7c7
            #cfcfcf
            #d7d7d7
            #dfdfdf
            #e7e7e7
            #efefef
            #f7f7f7
            #ffffff
            """#
        ),
        (
            "inferno",
            #"""
            # inferno
            #000004
            #040312
            #0b0724
            #150b37
            #210c4a
            #2f0a5b
            #3d0965
            #4a0c6b
            #57106e
            #64156e
            #71196e
            #7d1e6d
            #8a226a
            #972766
            #a32c61
            #b0315b
            #bc3754
            #c73e4c
            #d24644
            #db503b
            #e45a31
            #eb6628
            #f1731d
            #f68013
            #f98e09
            #fb9d07
            #fcac11
            #fbbc21
            #f9cb35
            #f5db4c
            #f2ea69
            #f3f68a
            #fcffa4
            """#
        ),
        (
            "viridis",
            #"""
            # viridis
            #440154
            #470d60
            #48186a
            #482374
            #472d7b
            #453781
            #424086
            #3e4989
            #3b528b
            #375b8d
            #33638d
            #2f6b8e
            #2c728e
            #297a8e
            #26828e
            #23898e
            #21918c
            #1f988b
            #1fa088
            #22a785
            #28ae80
            #32b67a
            #3fbc73
            #4ec36b
            #5ec962
            #70cf57
            #84d44b
            #98d83e
            #addc30
            #c2df23
            #d8e219
            #ece51b
            #fde725
            """#
        ),
    ]
}
