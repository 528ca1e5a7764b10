"""The files of the laboratory's shop: its style, its pictures, and its script with what the defects put into it."""

from __future__ import annotations

# ruff: noqa: E501 - markup reads better on one line
from collections.abc import Iterable

from e2e.audit_lab.variants import Variant

__all__ = ["CSS", "GIF", "SVG", "script"]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"><rect width="200" height="150" fill="#246"/></svg>'
_FRAME = b"\x21\xf9\x04\x00\x14\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\xff\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    + _FRAME * 3
    + b"\x3b"
)
CSS = """*{box-sizing:border-box}body{margin:0;font:16px/1.5 sans-serif;color:#222;background:#fff}
a{color:#0a4a8a}.bar,.foot{display:flex;flex-wrap:wrap;gap:12px;padding:12px;background:#eee}.body{padding:12px}
ul.grid{display:flex;flex-wrap:wrap;gap:12px;list-style:none;padding:0}.tile{width:150px}img{max-width:100%;height:auto}
button,.button{background:#0a4a8a;color:#fff;border:0;padding:10px 16px;display:inline-block}.quiet{background:#eee;color:#222}
input,select{min-height:30px}label{display:block;margin:6px 0}.tiny{padding:0;height:14px;font-size:9px}
.blind *:focus{outline:0}.firm{min-width:340px}.cover{position:fixed;inset:0;background:#fff;padding:60px}.busy{width:80px;height:80px;background:#ddd}
.wide{width:900px}.pale{color:#bbb;background:#fff}.hidden{display:none}
.spin{width:60px;height:60px;background:#a00;animation:turn 1s linear infinite}@keyframes turn{to{transform:rotate(360deg)}}
.lamp{width:600px;max-width:100%;height:200px}
.flash{width:600px;max-width:100%;height:200px;animation:flash .2s steps(1) infinite}@keyframes flash{0%{background:#000}50%{background:#fff}}
.bar2{position:fixed;bottom:0;left:0;right:0;background:#fff;border:2px solid #222;padding:12px}
.drawer{position:fixed;top:0;right:0;width:300px;background:#fff;border:2px solid #222;padding:12px}.gif{width:80px;height:80px}"""


def script(variant: Variant, defects: Iterable[str]) -> str:
    """The shop's script: search icon, drawer, cookie bar, and what the defects put in."""
    words, ill = variant.words, set(defects)
    parts = [
        "const on=(s,e,f)=>document.querySelectorAll(s).forEach((x)=>x.addEventListener(e,f));",
        "on('#lens','click',()=>document.querySelector('#find').classList.toggle('hidden'));",
        "on('#cookies button','click',()=>{document.cookie='seen=1;path=/';document.querySelector('#cookies').remove();});",
        "if(document.cookie.includes('seen='))document.querySelector('#cookies')?.remove();",
    ]
    send = "fetch(e.target.action,{method:'POST',body:new URLSearchParams(new FormData(e.target))})"
    if variant.adding == "drawer":
        drawer = (
            f"const d=document.createElement('div');d.className='drawer';d.setAttribute('role','dialog');d.setAttribute('aria-label','{words['cart']}');"
            f"d.innerHTML='<p>{words['added']}</p><p>'+document.querySelector('h1').textContent+'</p><a class=button href=\"/cart\">{words['cart']}</a>';"
            "document.body.append(d)"
        )
        parts.append(f"on('#buy','submit',(e)=>{{e.preventDefault();{send}.then(()=>{{{drawer}}});}});")
    if "slow-press" in ill:
        parts.append("on('#buy button','click',()=>{for(let i=0,x=0;i<4e8;i++)x+=Math.sqrt(i);});")
    if "flashing-script" in ill:
        parts.append(
            "const f=document.querySelector('.lamp');if(f)setInterval(()=>{f.style.background=f.style.background==='black'?'white':'black';},100);"
        )
    if "dead-add" in ill:
        parts.append("on('#buy','submit',(e)=>e.preventDefault());")
    if "silent-add" in ill:
        parts.append(f"on('#buy','submit',(e)=>{{e.preventDefault();{send};}});")
    if "pop-up" in ill:
        parts.append("on('#close','click',()=>document.querySelector('.cover').remove());")
    if "keyboard-trap" in ill:
        parts.append("on('#trap','keydown',(e)=>{if(e.key==='Tab')e.preventDefault();});")
    if "script-error" in ill:
        parts.append("if(location.pathname.startsWith('/p/'))setTimeout(()=>{undefinedThing.call();},1);")
    if "long-tasks" in ill:
        parts.append(
            "if(location.pathname.startsWith('/p/'))for(const w of [50,150])"
            "setTimeout(()=>{for(let i=0,x=0;i<2e8;i++)x+=Math.sqrt(i);},w);"
        )
    if "late-shift" in ill:
        parts.append(
            "if(location.pathname==='/cart')setTimeout(()=>{const d=document.createElement('div');d.style.height='300px';document.body.prepend(d);},200);"
        )
    if variant.moves == "script":
        return _as_single_page("\n".join(parts))
    return "\n".join(parts)


def _as_single_page(parts: str) -> str:
    """Links change the page by script instead of leaving it; forms go their usual way."""
    return (
        f"const wire=()=>{{{parts}}};const show=(url)=>fetch(url).then((r)=>r.text()).then((t)=>{{"
        "const d=new DOMParser().parseFromString(t,'text/html');document.body.replaceWith(d.body);document.title=d.title;scrollTo(0,0);wire();});"
        "document.addEventListener('click',(e)=>{const a=e.target.closest?.('a[href]');if(!a||a.origin!==location.origin)return;"
        "e.preventDefault();history.pushState({},'',a.href);show(a.href);});addEventListener('popstate',()=>show(location.href));wire();"
    )
